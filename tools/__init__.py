"""What builds, checks and installs the project; none of it is shipped."""
