"""The nouns of the dialogue: flows, which are data, and sessions, which walk them."""
