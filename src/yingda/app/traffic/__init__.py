"""Simulated people for the demo: callers who place real calls, visitors who write, agents
who answer them.

`plan` and `chat_plan` decide who comes when and who does what, from chance and time alone;
`outside` speaks to the switch that plays the outside world, `seat`, `clerk` (an agent's
chats) and `visitors` to our own API as a browser would, `town` brings them together, and `outskirts` is all of it as the supervisor sees it.
"""
