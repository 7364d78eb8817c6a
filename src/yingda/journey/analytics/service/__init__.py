"""The verbs of analytics, by subject."""

from yingda.journey.analytics.service.analytics import Analytics
from yingda.journey.analytics.service.counting import Counting
from yingda.journey.analytics.service.proving import KINDS

__all__ = ["KINDS", "Analytics", "Counting"]
