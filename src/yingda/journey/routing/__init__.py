"""Routing: which agent, or which place in the queue?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   places in queues, seats
"""
