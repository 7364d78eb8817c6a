"""The tables of the system: its logs, and what waits for a second pair of eyes."""
