"""Dialogue: what can a machine answer?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   sessions of flows
"""
