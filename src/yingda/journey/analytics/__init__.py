"""Analytics: what happened, added up?

Hears  CallArrived, HumanRequested, ContactQueued, ContactOffered, OfferFailed,
       CallBridged, ContactLeftQueue, CallHeld, CallRetrieved, CallTransferred, LegEnded, CallEnded,
       WrapUpBegan, ContactWrappedUp, AgentStateChanged, AgentPosted
Says   nothing
Does   nothing
Asks   what queues, branches, groups and tiers are called
Owns   the mart of queue facts, presence, the KPI registry
"""
