"""Channels: how do they reach us, and we them?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   calls, legs, recordings
"""
