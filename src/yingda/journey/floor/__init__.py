"""Floor: what is happening now, and who steps in?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
