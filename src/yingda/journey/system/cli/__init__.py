"""The logs and the rules on the command line."""

from yingda.journey.system.cli.rules import commands as parameters
from yingda.journey.system.cli.trail import commands

__all__ = ["commands", "parameters"]
