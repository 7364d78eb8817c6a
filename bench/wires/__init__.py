"""The three parties of `push`: our server, a bare sender, and those who read from both."""
