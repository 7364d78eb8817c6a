"""Quality: was it done well?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
