"""Where the screens are put together: each is given to handlers by its name."""

from collections.abc import Mapping
from typing import Protocol

from litestar.types import ControllerRouterHandler

from yingda.app.screens import (
    board,
    contact,
    floor,
    queues,
    sockets,
    transfer,
)
from yingda.app.screens import (
    contacts as contact_list,
)
from yingda.app.screens import (
    desk as desk_page,
)
from yingda.app.screens.attendance import Attendance, Sessions
from yingda.app.screens.board import BoardScreen, Figures
from yingda.app.screens.contact import ContactScreen, Decisions
from yingda.app.screens.contacts import ContactsScreen
from yingda.app.screens.desk import DeskScreen
from yingda.app.screens.feed import Feed
from yingda.app.screens.floor import FloorScreen, Leading
from yingda.app.screens.herald import Herald
from yingda.app.screens.panels import Panels
from yingda.app.screens.pop import Pop
from yingda.app.screens.queues import QueuesScreen, Waiting
from yingda.app.screens.reach import Leads, Reach
from yingda.app.screens.transfer import Colleagues, TransferScreen
from yingda.app.screens.words import Words
from yingda.journey.contacts.service import Contacts
from yingda.journey.customers.service import Customers
from yingda.journey.desk.service import Desk
from yingda.journey.workorders.service import Workorders
from yingda.platform.ports import Bus, Clock

ROUTES: list[ControllerRouterHandler] = [
    *desk_page.ROUTES,
    *queues.ROUTES,
    *board.ROUTES,
    *floor.ROUTES,
    *contact_list.ROUTES,
    *contact.ROUTES,
    *transfer.ROUTES,
    *sockets.ROUTES,
]


class People(Colleagues, Leads, Sessions, Protocol):
    """What the screens ask of people."""


class Routing(Waiting, Decisions, Protocol):
    """What the screens ask of routing."""


def install(
    *,
    clock: Clock,
    bus: Bus,
    words: Words,
    contacts: Contacts,
    customers: Customers,
    desk: Desk,
    workorders: Workorders,
    routing: Routing,
    figures: Figures,
    people: People,
    leading: Leading,
) -> Mapping[str, object]:
    """The services of ROUTES, by the names under which handlers ask for them."""
    pop = Pop(
        contacts=contacts,
        customers=customers,
        workorders=workorders,
        words=words,
        panels=Panels(clock=clock),
    )
    queues_screen = QueuesScreen(desk=desk, routing=routing, words=words, clock=clock)
    contacts_screen = ContactsScreen(
        contacts=contacts,
        customers=customers,
        reach=Reach(people=people, contacts=contacts),
        words=words,
    )
    feed = Feed(bus)
    return {
        "feed": feed,
        "herald": Herald(),
        "attendance": Attendance(people),
        "desk_screen": DeskScreen(
            desk=desk, pop=pop, words=words, clock=clock, feed=feed
        ),
        "queues_screen": queues_screen,
        "board_screen": BoardScreen(
            figures=figures, queues=queues_screen, words=words, clock=clock
        ),
        "floor_screen": FloorScreen(
            floor=leading,
            staff=people,
            queues=queues_screen,
            words=words,
            history=contacts,
            clock=clock,
        ),
        "contacts_screen": contacts_screen,
        "contact_screen": ContactScreen(
            contacts=contacts,
            contacts_screen=contacts_screen,
            desk=desk,
            routing=routing,
            words=words,
        ),
        "transfer_screen": TransferScreen(people=people, queues=queues_screen),
    }
