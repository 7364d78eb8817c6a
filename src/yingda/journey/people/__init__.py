"""People: who works here, and what may they do?

Hears  nothing
Says   UserSignedIn, SignInFailed, UserLockedOut, UserSignedOut
Does   nothing
Asks   nothing
Owns   places, groups, users, seats, roles, sign-in sessions, failed tries
"""
