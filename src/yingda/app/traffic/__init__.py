"""Simulated people for the demo: callers who place real calls, agents who answer them.

`plan` decides who calls when and who does what, from chance and time alone; `outside`
speaks to the switch that plays the outside world, `seat` to our own API as a browser
would, `town` brings both together, and `outskirts` is all of it as the supervisor sees it.
"""
