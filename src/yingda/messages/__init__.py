"""What the stages say to each other, one module per stage that speaks or does."""
