"""People: who works here, and what may they do?

Hears  nothing
Says   UserSignedIn, SignInFailed, UserLockedOut, UserSignedOut, AgentPosted,
       PersonChanged, OrganisationChanged
Does   MakeMove
Asks   nothing
Owns   places, groups, users, seats, posts, plans, roles, delegations, sign-in sessions, failed
       tries
"""
