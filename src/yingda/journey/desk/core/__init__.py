"""What happens to an agent, decided: one contact at a time, and several together."""

from yingda.journey.desk.core.several import step

__all__ = ["step"]
