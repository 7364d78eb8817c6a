"""The engines that count: Ibis writes the SQL, PostgreSQL and DuckDB run it."""
