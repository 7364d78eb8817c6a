"""Routing: which agent, or which place in the queue?

Hears  AgentStateChanged, CallBridged, CallEnded, LegEnded, PersonChanged
Says   ContactQueued, ContactOffered, OfferFailed, ContactLeftQueue, FloorTurned,
       FloorSnapshot
Does   QueueContact, ExpireOffer, WidenSearch
Asks   people: what can these agents do? contacts: who served this customer last?
Owns   routing.places, routing.seats, routing.floors: what the floor is rebuilt from;
       routing.paces, routing.flows: how fast queues are served and filled;
       routing.decisions: why this agent;
       routing.ended: contacts that must not be queued any more
"""
