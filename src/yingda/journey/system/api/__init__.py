"""How the system is spoken to over HTTP."""

from yingda.journey.system.api import rules, trail

ROUTES = [*trail.ROUTES, *rules.ROUTES]
