"""Exchange: what do other systems know, and what must they be told?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
