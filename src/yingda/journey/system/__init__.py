"""System: is it well, and who changed what?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   parameters, the audit trail
"""
