"""Customers: who is this, and what do we know?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   customers, contact points, tiers
"""
