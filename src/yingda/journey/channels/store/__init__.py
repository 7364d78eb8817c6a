"""The only SQL of the channels: calls and legs, recordings, telephones."""
