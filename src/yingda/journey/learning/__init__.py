"""Learning: do our people know it?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
