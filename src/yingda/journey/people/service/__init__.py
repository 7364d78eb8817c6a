"""The verbs and questions of people."""

from yingda.journey.people.service.entry import Entry
from yingda.journey.people.service.names import Names
from yingda.journey.people.service.people import People
from yingda.journey.people.service.plans import Plans
from yingda.journey.people.service.rights import Rights
from yingda.journey.people.service.staffing import Staffing
from yingda.journey.people.service.taking import Files
from yingda.journey.people.service.tree import Tree

__all__ = ["Entry", "Files", "Names", "People", "Plans", "Rights", "Staffing", "Tree"]
