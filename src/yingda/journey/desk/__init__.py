"""Desk: what does the agent see and do?

Hears  ContactOffered, OfferFailed, AgentRang, AgentConsulted, CallBridged, CallHeld,
       CallRetrieved, LegEnded, ListeningBegan, ListeningEnded, PersonChanged
Says   AgentStateChanged, AgentForced, WrapUpBegan, ContactWrappedUp, PersonalDataSeen
Does   EndWrapUp
Asks   channels: a telephone for this agent, and its sound back after a reload
Owns   desk.agents: what each agent is; desk.wrapups: how contacts were classed
"""
