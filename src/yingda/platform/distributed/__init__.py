"""The edition of a province, over services of their own. Nothing is built of it yet."""
