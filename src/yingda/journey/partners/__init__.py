"""Partners: who serves on our behalf, and how well?

Hears  nothing
Says   ProviderChanged, PersonalDataSeen
Does   nothing
Asks   nothing
Owns   partners.providers
"""
