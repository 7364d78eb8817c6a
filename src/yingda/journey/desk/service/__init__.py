"""What agents do at their desks, and what happens to them there."""

from yingda.journey.desk.service.desk import Desk

__all__ = ["Desk"]
