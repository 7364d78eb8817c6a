"""What is written in the logs, and the chain that seals them."""
