"""The stages, introduced to each other. This is the wiring diagram of the centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from litestar.types import ControllerRouterHandler

from yingda.app.answers import (
    NamesOnRecordings,
    OrdersByText,
    PlacesInLine,
    Telephones,
)
from yingda.app.editions import Edition
from yingda.app.entrance import ROUTES as ENTRANCE
from yingda.app.entrance import Entrance
from yingda.app.pump import Pump
from yingda.app.rules import KINDS
from yingda.app.screens import wiring as screens_wiring
from yingda.app.screens.reach import Reach
from yingda.app.screens.words import Words
from yingda.journey.analytics import wiring as analytics_wiring
from yingda.journey.analytics.api import ROUTES as ANALYTICS
from yingda.journey.analytics.service import Analytics
from yingda.journey.channels import wiring as channels_wiring
from yingda.journey.channels.api import ROUTES as CHANNELS
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.channels.ports import Medium, Switch, TextCarrier
from yingda.journey.channels.service import Channels
from yingda.journey.contacts import wiring as contacts_wiring
from yingda.journey.contacts.service import Contacts
from yingda.journey.customers import wiring as customers_wiring
from yingda.journey.customers.api import ROUTES as CUSTOMERS
from yingda.journey.customers.service import Customers
from yingda.journey.desk import wiring as desk_wiring
from yingda.journey.desk.api import ROUTES as DESK
from yingda.journey.desk.service import Desk
from yingda.journey.dialogue import wiring as dialogue_wiring
from yingda.journey.dialogue.api import ROUTES as DIALOGUE
from yingda.journey.dialogue.ports import Sounds
from yingda.journey.dialogue.service import Dialogue
from yingda.journey.floor import wiring as floor_wiring
from yingda.journey.floor.api import ROUTES as FLOOR
from yingda.journey.floor.service import Floor
from yingda.journey.partners import wiring as partners_wiring
from yingda.journey.partners.api import ROUTES as PARTNERS
from yingda.journey.partners.service import Partners
from yingda.journey.people import wiring as people_wiring
from yingda.journey.people.api import ROUTES as PEOPLE
from yingda.journey.people.limits import Roles, Separation
from yingda.journey.people.service import People
from yingda.journey.routing import wiring as routing_wiring
from yingda.journey.routing.api import ROUTES as ROUTING
from yingda.journey.routing.service import Routing
from yingda.journey.system import wiring as system_wiring
from yingda.journey.system.api import ROUTES as SYSTEM
from yingda.journey.system.service import System
from yingda.journey.workorders import wiring as workorders_wiring
from yingda.journey.workorders.api import ROUTES as WORKORDERS
from yingda.journey.workorders.limits.catalogue import Catalogue
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.journey.workorders.service import Workorders
from yingda.kernel.org import Asker


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the machine gives, beside the edition: the switch, voices, folders."""

    switch: Switch
    telephony: Telephony
    sounds: Sounds
    spool: Path
    """Where the switch writes recordings."""
    trusts_pages: bool
    """Whether the customers' page may say which number it calls from."""
    entrance: Entrance
    media: Sequence[Medium] = ()
    """What carries our words where customers write to us elsewhere."""
    carrier: TextCarrier | None = None
    """The link to the message centre, in the process that may have one."""


ROUTES: Sequence[ControllerRouterHandler] = (
    *PEOPLE,
    *CUSTOMERS,
    *CHANNELS,
    *DIALOGUE,
    *DESK,
    *FLOOR,
    *WORKORDERS,
    *PARTNERS,
    *ANALYTICS,
    *ROUTING,
    *SYSTEM,
    *screens_wiring.ROUTES,
    *ENTRANCE,
)
"""The API of all stages, and of the screens over several of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Every stage that speaks, and the screens over several of them."""

    edition: Edition
    switch: Switch
    customers: Customers
    contacts: Contacts
    channels: Channels
    dialogue: Dialogue
    routing: Routing
    desk: Desk
    floor: Floor
    workorders: Workorders
    partners: Partners
    analytics: Analytics
    people: People
    system: System
    pump: Pump
    screens: Mapping[str, object]
    """By the names under which handlers ask for them."""

    async def who_asks(self, token: str) -> Asker | None:
        return await self.people.asker_of(token)

    def services(self) -> Mapping[str, object]:
        """What handlers of the API ask for, by the names they ask for."""
        return {
            "customers": self.customers,
            "contacts": self.contacts,
            "channels": self.channels,
            "dialogue": self.dialogue,
            "routing": self.routing,
            "desk": self.desk,
            "floor": self.floor,
            "workorders": self.workorders,
            "partners": self.partners,
            "analytics": self.analytics,
            "people": self.people,
            "system": self.system,
            **self.screens,
        }

    def routes(self) -> Sequence[ControllerRouterHandler]:
        return ROUTES


def build(edition: Edition, parts: Parts) -> Centre:
    """Questions go to whoever is built already; events need no order."""
    home, clock, ids = edition.home, edition.clock, edition.ids
    work, bus, alarms = edition.work, edition.bus, edition.alarms
    keys, parameters, leases = edition.keys, edition.parameters, edition.leases
    customers = customers_wiring.install(
        work=work, clock=clock, ids=ids, keys=keys, parameters=parameters
    )
    people = people_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        home=home,
        alarms=edition.alarms,
        bus=bus,
    )
    words = Words(staff=people, customers=customers, parameters=parameters, clock=clock)
    contacts = contacts_wiring.install(work=work, bus=bus)
    partners = partners_wiring.install(work=work, clock=clock, ids=ids, keys=keys)
    workorders = workorders_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        versions=edition.versions,
        names=words,
        history=contacts,
        providers=partners,
        bus=bus,
        alarms=alarms,
    )
    routing = routing_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        bus=bus,
        alarms=alarms,
        leases=leases,
        parameters=parameters,
        staff=people,
        history=contacts,
    )
    channels = channels_wiring.install(
        home=home,
        work=work,
        clock=clock,
        ids=ids,
        bus=bus,
        alarms=alarms,
        parameters=parameters,
        keys=keys,
        blobs=edition.blobs,
        switch=parts.switch,
        callers=customers,
        prompts=parts.sounds,
        queues=routing,
        names=NamesOnRecordings(words, customers),
        telephony=parts.telephony,
        spool=parts.spool,
        trusts_pages=parts.trusts_pages,
        places=PlacesInLine(routing),
        reach=Reach(people=people, contacts=contacts),
        posts=contacts,
        leases=leases,
        numbers=customers,
        orders=OrdersByText(workorders),
        carrier=parts.carrier,
        media=parts.media,
    )
    dialogue = dialogue_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        bus=bus,
        alarms=alarms,
        parameters=parameters,
        keys=keys,
        sounds=parts.sounds,
        lines=channels,
        callers=customers,
        orders=workorders,
        providers=partners,
        places=routing,
        queues=routing,
    )
    desk = desk_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        bus=bus,
        alarms=alarms,
        parameters=parameters,
        keys=keys,
        phones=Telephones(channels),
    )
    floor = floor_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        staff=people,
        desks=desk.leading,
        ears=channels.listening,
        chats=channels.room,
    )
    analytics = analytics_wiring.install(
        work=work, clock=clock, bus=bus, parameters=parameters, names=words
    )
    system = system_wiring.install(
        work=work,
        clock=clock,
        ids=ids,
        bus=bus,
        parameters=parameters,
        versions=edition.versions,
        names=words,
        places=people,
        kinds=KINDS,
        probes={"telephone": parts.switch.do, "texts": channels.kept_texts.probe},
        checks={
            Catalogue: workorders.shelves.check,
            Dispatch: workorders.dispatching.check,
            Roles: people.rights.check_roles,
            Separation: people.rights.check_separation,
        },
    )
    screens = screens_wiring.install(
        clock=clock,
        bus=bus,
        words=words,
        contacts=contacts,
        customers=customers,
        desk=desk,
        workorders=workorders,
        routing=routing,
        figures=analytics,
        people=people,
        leading=floor,
    )
    return Centre(
        edition=edition,
        switch=parts.switch,
        customers=customers,
        contacts=contacts,
        channels=channels,
        dialogue=dialogue,
        routing=routing,
        desk=desk,
        floor=floor,
        workorders=workorders,
        partners=partners,
        analytics=analytics,
        people=people,
        system=system,
        pump=Pump(parts.switch, channels, dialogue, bus.way),
        screens={**screens, "entrance": parts.entrance},
    )
