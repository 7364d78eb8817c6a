"""The verbs of analytics."""

from yingda.journey.analytics.service.analytics import KINDS, Analytics

__all__ = ["KINDS", "Analytics"]
