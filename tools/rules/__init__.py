"""Rules of our own, each with a test of good and bad lines."""
