"""What a number alone tells, and how what is personal is shown."""
