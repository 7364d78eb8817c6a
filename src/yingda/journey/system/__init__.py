"""System: is it well, and who changed what?

Hears  PersonalDataSeen, ParameterChanged, UserSignedIn, UserSignedOut, SignInFailed,
       UserLockedOut, FlowPublished, AgentPosted, PersonChanged, OrganisationChanged,
       AgentForced, AgentMessaged, ListeningBegan, ListeningEnded, CallsRefused, ChatLetGo, NotesLetGo
Says   ParameterChanged
Does   nothing
Asks   people: what are those called who did it?
Owns   system.audit: five logs, each chained by hash; system.heads: their ends
"""
