"""Outreach: whom should we call first?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
