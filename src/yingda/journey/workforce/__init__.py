"""Workforce: who works when?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
