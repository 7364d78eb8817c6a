"""Workorders: what must still be done, by whom, by when?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   orders
"""
