"""Short messages over SMPP 3.4: our end of the link, and a message centre to try it with."""
