"""Partners: who serves on our behalf, and how well?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
