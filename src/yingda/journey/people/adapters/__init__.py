"""Suppliers of people."""
