"""Where the channels are put together."""

from collections.abc import Sequence
from pathlib import Path

from yingda.journey.channels.handlers import listen
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.channels.ports import (
    Callers,
    Medium,
    Names,
    Numbers,
    Orders,
    Places,
    Posts,
    Prompts,
    Queues,
    Reach,
    Switch,
    TextCarrier,
)
from yingda.journey.channels.service import Channels
from yingda.journey.channels.service.chats import ChatRoom
from yingda.journey.channels.service.control import Control
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.service.gate import Gate
from yingda.journey.channels.service.inbound import Inbound
from yingda.journey.channels.service.keeping import Keeping
from yingda.journey.channels.service.legs import Legs
from yingda.journey.channels.service.listening import Listening
from yingda.journey.channels.service.phones import Phones
from yingda.journey.channels.service.readers import Readers
from yingda.journey.channels.service.reconcile import Reconciling
from yingda.journey.channels.service.recordings import Recordings
from yingda.journey.channels.service.storing import Storing
from yingda.journey.channels.service.texts import Texts
from yingda.journey.channels.service.texts_answered import Answering
from yingda.journey.channels.service.texts_kept import KeptTexts
from yingda.journey.channels.service.texts_medium import TextMedium
from yingda.journey.channels.service.visitors import Visitors
from yingda.journey.channels.service.writers import Writers
from yingda.kernel.org import Scope
from yingda.platform.ports import (
    Alarms,
    Blobs,
    Bus,
    Clock,
    Ids,
    Keys,
    Leases,
    Parameters,
    Work,
)


def install(
    *,
    home: Scope,
    work: Work,
    clock: Clock,
    ids: Ids,
    bus: Bus,
    alarms: Alarms,
    parameters: Parameters,
    keys: Keys,
    blobs: Blobs,
    switch: Switch,
    callers: Callers,
    prompts: Prompts,
    queues: Queues,
    names: Names,
    telephony: Telephony,
    spool: Path,
    trusts_pages: bool,
    places: Places,
    reach: Reach,
    posts: Posts,
    leases: Leases,
    numbers: Numbers,
    orders: Orders,
    carrier: TextCarrier | None = None,
    media: Sequence[Medium] = (),
) -> Channels:
    """`carrier`: of texts, in the one process that may speak with the message centre.
    `home` is the part of the tree that the switch serves, `spool` the folder that it
    records into; `trusts_pages`: callers' pages may name their own number (a demo)."""
    exchange = Exchange(
        home=home,
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        alarms=alarms,
        parameters=parameters,
        switch=switch,
    )
    gate = Gate(exchange, callers)
    inbound = Inbound(exchange, callers, prompts, gate)
    legs = Legs(exchange, spool)
    phones = Phones(exchange, telephony, gate, trusts_pages=trusts_pages)
    texts = Texts(exchange, numbers=numbers, leases=leases, carrier=carrier)
    room = ChatRoom(
        exchange,
        alarms=alarms,
        parameters=parameters,
        blobs=blobs,
        media={one.channel: one for one in (TextMedium(texts), *media)},
    )
    visitors = Visitors(room, callers, places, gate, trusts_pages=trusts_pages)
    channels = Channels(
        gate=gate,
        inbound=inbound,
        legs=legs,
        control=Control(exchange, legs, queues),
        listening=Listening(exchange, spool),
        phones=phones,
        reconciling=Reconciling(exchange, gate, inbound, phones),
        recordings=Recordings(
            exchange, blobs, Storing(exchange, blobs, spool, posts), reach
        ),
        names=names,
        room=room,
        visitors=visitors,
        readers=Readers(),
        writers=Writers(room, queues, reach),
        keeping=Keeping(room),
        texts=texts,
        answering=Answering(texts, callers, orders, visitors),
        kept_texts=KeptTexts(texts, reach),
    )
    listen(bus, channels)
    return channels
