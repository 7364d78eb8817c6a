"""Contacts: what happened between us?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   the history of contacts
"""
