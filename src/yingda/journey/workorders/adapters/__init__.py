"""Suppliers of the work orders: files that others' tools draw, and the engine that follows
flows."""
