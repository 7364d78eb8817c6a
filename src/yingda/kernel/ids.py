"""The names of things. An id of one kind is never mistaken for another."""

from typing import NewType

MessageId = NewType("MessageId", str)
TenantId = NewType("TenantId", str)
CustomerId = NewType("CustomerId", str)
PointId = NewType("PointId", str)
"""A contact point (a telephone number, an address of mail): the id stands for the text."""
ContactId = NewType("ContactId", str)
LegId = NewType("LegId", str)
"""One stretch of a contact with one agent: the segment that figures are counted over."""
AgentId = NewType("AgentId", str)
UserId = NewType("UserId", str)
"""Whoever signs in. An agent is a user with a seat; both have the same text then."""
QueueId = NewType("QueueId", str)
Skill = NewType("Skill", str)
TierId = NewType("TierId", str)
BranchId = NewType("BranchId", str)
"""A branch is named by its place in the tree: `sn.xa`."""
OrderId = NewType("OrderId", str)
TaskId = NewType("TaskId", str)
"""What one holder has to do of an order."""
RecordingId = NewType("RecordingId", str)
FlowId = NewType("FlowId", str)
TextId = NewType("TextId", str)
"""A short message, in either direction."""
ReasonCode = NewType("ReasonCode", str)
ProviderId = NewType("ProviderId", str)
"""A firm that serves on our behalf."""
