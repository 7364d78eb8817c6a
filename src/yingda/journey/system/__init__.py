"""System: is it well, and who changed what?

Hears  PersonalDataSeen, ParameterChanged, UserSignedIn, UserSignedOut, SignInFailed,
       UserLockedOut, FlowPublished
Says   ParameterChanged
Does   nothing
Asks   people: what are those called who did it?
Owns   system.audit: who looked and changed, chained by hash; system.heads: its end
"""
