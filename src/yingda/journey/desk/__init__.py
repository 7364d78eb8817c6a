"""Desk: what does the agent see and do?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   agent states, wrap-ups
"""
