"""Channels: how do they reach us, and we them?

Hears  CallerIdentified, ContactQueued, PersonChanged
Says   CallArrived, CallsRefused, AgentRang, AgentConsulted, CallBridged, CallHeld,
       CallRetrieved, CallParked, CallTransferred, LegEnded, CallEnded, RecordingKept,
       RecordingMissing, RecordingsCovered, PersonalDataSeen, ChatWritten, ChatLetGo,
       HumanRequested, ListeningBegan, ListeningEnded, TextSent, TextDelivered,
       TextFailed, TextReceived
Does   RingAgent, StopRinging, GiveUpLeg, RecallParked, MindChat, DeliverPost,
       SendText
Asks   customers: whose number is this? speech: where is the sound of this prompt?
       people and customers: what are they called?
       routing: is there such a queue? how many are before this chat?
       people and contacts: whose contacts does this asker look at?
       contacts: in which group was this agent then?
       customers: to which number is this customer written? workorders: how far are their
       orders?
Owns   calls, legs, recordings, telephones; chats and what was written in them;
       ears: leaders who listen in; texts to customers and from them, and who wants none
"""
