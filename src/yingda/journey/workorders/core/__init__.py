"""What is decided about an order: pure, without a clock, chance or a table."""
