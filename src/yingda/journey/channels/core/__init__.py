"""What becomes of a call when something happens to it: pure, with time as an argument."""
