"""Suppliers of the dialogue: voices, sounds on disk, providers from a file."""
