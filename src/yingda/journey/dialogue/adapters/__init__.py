"""Suppliers of the dialogue: voices, sounds on disk."""
