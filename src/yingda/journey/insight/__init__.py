"""Insight: what will happen, and why?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   nothing
"""
