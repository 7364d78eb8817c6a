"""Asterisk over its control interface (ARI): orders in, signals out."""

from yingda.journey.channels.adapters.asterisk.process import AsteriskProcess
from yingda.journey.channels.adapters.asterisk.settings import (
    AsteriskSettings,
    Installation,
    installation,
)
from yingda.journey.channels.adapters.asterisk.switch import AsteriskSwitch

__all__ = [
    "AsteriskProcess",
    "AsteriskSettings",
    "AsteriskSwitch",
    "Installation",
    "installation",
]
