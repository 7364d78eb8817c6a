"""Suppliers of the work orders: files that others' tools draw."""
