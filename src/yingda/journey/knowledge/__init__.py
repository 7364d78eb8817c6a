"""Knowledge: what may we say?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
