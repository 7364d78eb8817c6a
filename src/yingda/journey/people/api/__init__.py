"""People over HTTP: signing in, those who work here, the tree."""

from yingda.journey.people.api import rights, staff, tree

ROUTES = (*staff.ROUTES, *tree.ROUTES, *rights.ROUTES)
