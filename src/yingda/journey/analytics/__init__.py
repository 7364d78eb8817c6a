"""Analytics: what happened, added up?

Hears  nothing
Says   nothing
Does   nothing
Asks   nothing
Owns   the mart of queue facts, the KPI registry
"""
