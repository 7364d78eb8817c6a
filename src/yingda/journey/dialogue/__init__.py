"""Dialogue: what can a machine answer?

Hears  CallArrived, ContactQueued, CallBridged, CallTransferred, CallEnded
Says   FlowPublished, DialogueStarted, CallerIdentified, MenuEntered, MenuChosen,
       DataAttached, HumanRequested, DialogueEnded
Does   TimeOutDialogue, AskBackEnd
Asks   Callers, OrderStatus, Providers, Places, Queues
Owns   dialogue.flows: every published version; dialogue.sessions: callers in flows
"""
