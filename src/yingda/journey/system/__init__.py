"""System: is it well, and who changed what?

Hears  PersonalDataSeen, ParameterChanged, ParameterProposed, ProposalDecided,
       UserSignedIn, UserSignedOut, SignInFailed, UserLockedOut, FlowPublished,
       AgentPosted, PersonChanged, OrganisationChanged, ProviderChanged, AgentForced,
       AgentMessaged, ListeningBegan, ListeningEnded, CallsRefused, ChatLetGo, NotesLetGo
Says   ParameterChanged, ParameterProposed, ProposalDecided
Does   nothing
Asks   people: what are those called who did it, which places are there, and does a rule
       fit those who work here?
Owns   system.audit: five logs, each chained by hash; system.heads: their ends;
       system.proposals: changes of rules that wait for somebody else
"""
