"""Customers: who is this, and what do we know?

Hears  nothing
Says   PersonalDataSeen
Does   nothing
Asks   nothing
Owns   customers, contact points, how far a loading has come
"""
