"""What analytics decides, without any input or output: the fold and the figures."""
