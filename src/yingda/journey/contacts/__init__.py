"""Contacts: what happened between us?

Hears  CallArrived, DialogueStarted, CallerIdentified, MenuEntered, MenuChosen,
       DataAttached, HumanRequested, DialogueEnded, ContactQueued, ContactOffered,
       OfferFailed, ContactLeftQueue, AgentRang, AgentConsulted, CallBridged, CallHeld,
       CallRetrieved, CallParked, CallTransferred, LegEnded, CallEnded, RecordingKept, WrapUpBegan,
       ContactWrappedUp, OrderOpened, AgentPosted
Says   nothing
Does   nothing
Asks   nothing
Owns   contacts.history, contacts.segments, contacts.steps, contacts.posts: projections of the
       log
"""
