"""The edition that one command starts: PostgreSQL from a wheel, folders, one machine."""
