"""People: who works here, and what may they do?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   users, roles, sign-in sessions
"""
