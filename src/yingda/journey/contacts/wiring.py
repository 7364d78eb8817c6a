"""Where contacts is put together."""

from yingda.journey.contacts import handlers
from yingda.journey.contacts.service import Contacts
from yingda.platform.ports import Bus, Work


def install(*, work: Work, bus: Bus) -> Contacts:
    contacts = Contacts(work=work)
    handlers.listen(bus, contacts)
    return contacts
