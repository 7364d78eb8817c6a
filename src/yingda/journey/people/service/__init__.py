"""The verbs and questions of people."""

from yingda.journey.people.service.entry import Entry
from yingda.journey.people.service.names import Names
from yingda.journey.people.service.people import People

__all__ = ["Entry", "Names", "People"]
