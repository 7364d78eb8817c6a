"""Channels: how do they reach us, and we them?

Hears  CallerIdentified, ContactQueued
Says   CallArrived, AgentRang, AgentConsulted, CallBridged, CallHeld, CallRetrieved, CallParked,
       CallTransferred, LegEnded, CallEnded, RecordingKept, RecordingsCovered, PersonalDataSeen
Does   RingAgent, StopRinging, GiveUpLeg, RecallParked
Asks   customers: whose number is this? routing: is there such a queue? speech: where is the sound of this prompt?
       people and customers: what are they called?
Owns   calls, legs, recordings, telephones
"""
