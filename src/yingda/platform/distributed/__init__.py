"""The edition of a province: the same ports over services of their own."""
