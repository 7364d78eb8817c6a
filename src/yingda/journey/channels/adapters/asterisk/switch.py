"""One Asterisk behind the port `Switch`."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from yingda.journey.channels.adapters.asterisk import phones
from yingda.journey.channels.adapters.asterisk.ari import (
    Ari,
    Bridge,
    Channel,
    Outcome,
    Request,
    Said,
    name,
)
from yingda.journey.channels.adapters.asterisk.legs import Leg, Legs
from yingda.journey.channels.adapters.asterisk.orders import ear, requests
from yingda.journey.channels.adapters.asterisk.settings import AsteriskSettings
from yingda.journey.channels.adapters.asterisk.stamps import Stamps
from yingda.journey.channels.adapters.asterisk.words import (
    HEARD,
    found,
    is_ear,
    moment,
    read,
)
from yingda.journey.channels.model import (
    Gone,
    Join,
    LineGone,
    LineId,
    Order,
    Phone,
    Ring,
    Say,
    SayingEnded,
    Signal,
    SwitchFound,
    SwitchLost,
    TalkId,
)
from yingda.platform.ports import Clock

SILENCE = 2.0
"""Seconds after which a switch that says nothing is asked whether it is there."""

REMEMBERED = 20_000
"""How many ids of lines that we made are kept, so that none is rung twice."""


class AsteriskSwitch:
    """Finds the switch, surveys it, and from then on follows it line by line.

    It lives only while somebody listens to `signals`; one listener at a time.
    """

    def __init__(self, settings: AsteriskSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._stamps = Stamps(clock)
        self._ari: Ari | None = None
        self._legs: Legs = {}
        self._talks: set[TalkId] = set()
        self._rung: dict[LineId, None] = {}
        self._phones: dict[str, Phone] = {}
        self._unread: list[Said] | None = None
        """Events that came before the survey was done."""
        self._signals: deque[Signal] = deque()
        self._news = asyncio.Event()

    async def do(self, *orders: Order) -> None:
        if self._ari is None:
            raise ConnectionError("the switch is away")
        asked = [
            (order, request)
            for order in orders
            if self._is_new(order)
            for request in requests(
                order, self._legs, self._talks, app=self._settings.app
            )
        ]
        try:
            outcomes = await self._ari.ask(*(request for _, request in asked))
        except ConnectionError:
            self._forget(orders)
            raise
        for (order, request), outcome in zip(asked, outcomes, strict=True):
            if not outcome.is_done:
                self._failed(order, request, outcome)

    async def signals(self) -> AsyncGenerator[Signal, None]:
        wait = 0.1
        while True:
            ari = self._connection()
            try:
                await self._find(ari)
            except (OSError, TimeoutError):
                self._ari = None
                await ari.close()
                await asyncio.sleep(wait)
                wait = min(1.0, wait * 2)
                continue
            wait = 0.1
            try:
                while not self._is_over():
                    while self._signals:
                        yield self._signals.popleft()
                    self._news.clear()
                    if not self._is_over():
                        await self._listen(ari)
            finally:
                self._ari = None
                await ari.close()

    async def _listen(self, ari: Ari) -> None:
        """Waits for news. A long silence is tried: is the switch still there, and are
        we still the ones whom it tells?"""
        try:
            # Not wait_for: before Python 3.12 it can swallow a cancellation.
            async with asyncio.timeout(SILENCE):
                await self._news.wait()
        except TimeoutError:
            app = name(self._settings.app)
            try:
                (outcome,) = await ari.ask(
                    Request(method="GET", uri=f"applications/{app}")
                )
            except ConnectionError:
                outcome = Outcome(0)
            if outcome.status != 200:
                self._lost(ari)

    async def admit(self, phone: Phone) -> None:
        if self._settings.is_on_a_desk(phone.name):
            return
        self._phones[phone.name] = phone
        if self._ari is not None:
            await self._ari.ask(*phones.admit(phone, self._settings))

    async def dismiss(self, name: str) -> None:
        if self._settings.is_on_a_desk(name):
            return
        self._phones.pop(name, None)
        if self._ari is not None:
            await self._ari.ask(*phones.dismiss(name))

    # --- connection ---------------------------------------------------------------

    def _connection(self) -> Ari:
        self._unread = []
        self._signals.clear()
        return Ari(
            url=self._settings.http,
            app=self._settings.app,
            password=self._settings.password,
            heard=self._heard,
        )

    def _is_over(self) -> bool:
        return self._ari is None and not self._signals

    def _heard(self, ari: Ari, said: Said | None) -> None:
        if said is None:
            self._lost(ari)
        elif said.type == "ApplicationReplaced":
            # Somebody else is told everything from now on, and we nothing.
            ari.drop()
        elif self._unread is not None:
            self._unread.append(said)
        elif ari is self._ari and (signal := read(said, self._legs)) is not None:
            self._tell(replace(signal, at=self._stamps.ours(signal.at)))

    def _lost(self, ari: Ari) -> None:
        """What an older connection has to say, at its end, concerns nobody any more."""
        if ari is self._ari:
            self._ari = None
            self._tell(SwitchLost(at=self._clock.now()))

    def _tell(self, signal: Signal) -> None:
        self._signals.append(signal)
        self._news.set()

    # --- survey -------------------------------------------------------------------

    async def _find(self, ari: Ari) -> None:
        """Connects first and looks second: what happens meanwhile is kept and told
        after SwitchFound, so that nothing falls between the two."""
        await ari.connect()
        # Right after another client of the same name has left, Asterisk may connect us and
        # then give no answer: then the next try does.
        await ari.ask(self._filter(), seconds=1)
        for phone in list(self._phones.values()):
            await ari.ask(*phones.admit(phone, self._settings))
        channels = await ari.read("channels", list[Channel])
        bridges = await ari.read("bridges", list[Bridge])
        legs = {leg.line_id: leg for leg in map(found, channels) if leg is not None}
        unread, self._unread = self._unread or [], None
        for said in unread:
            if said.type == "StasisStart" and said.channel is not None:
                _forget_arrival(legs, said)
        _seat(legs, bridges)
        self._legs = legs
        # What was rung and is gone unheard may be wanted again by whoever missed it.
        self._rung = {line_id: None for line_id in self._rung if line_id in legs}
        self._talks = {TalkId(bridge.id) for bridge in bridges if bridge.channels}
        self._ari = ari
        now = self._clock.now()
        self._signals.append(
            SwitchFound(
                at=now,
                began=min(now, moment(ari.began)),
                lines=tuple(leg.line() for leg in legs.values()),
            )
        )
        for said in unread:
            self._heard(ari, said)
        await self._tidy(ari, channels, bridges)
        if not ari.is_open:
            raise ConnectionError("the switch was lost while we looked")

    def _filter(self) -> Request:
        """Answers come the same way as events: without them nothing would be answered."""
        wanted = (*HEARD, "RESTResponse", "ApplicationReplaced")
        return Request(
            method="PUT",
            uri=f"applications/{name(self._settings.app)}/eventFilter",
            body={"allowed": [{"type": kind} for kind in wanted]},
        )

    async def _tidy(
        self, ari: Ari, channels: Sequence[Channel], bridges: Sequence[Bridge]
    ) -> None:
        """Removes empty talks, and finds out which sayings are still to be heard."""
        for bridge in bridges:
            if not bridge.channels:
                await ari.ask(
                    Request(method="DELETE", uri=f"bridges/{name(bridge.id)}")
                )
        for channel in channels:
            if is_ear(channel) and not any(
                channel.id.startswith(f"{ear(line_id)}-") for line_id in self._legs
            ):
                uri = f"channels/{name(channel.id)}"
                await ari.ask(Request(method="DELETE", uri=uri))
            saying_id, leg = (
                channel.channelvars.get("SAYING", ""),
                self._legs.get(LineId(channel.id)),
            )
            if saying_id and leg is not None:
                uri = f"playbacks/{name(saying_id)}"
                (outcome,) = await ari.ask(Request(method="GET", uri=uri))
                if outcome.is_done:
                    leg.sayings.add(saying_id)
                    leg.said.add(saying_id)

    # --- orders -------------------------------------------------------------------

    def _is_new(self, order: Order) -> bool:
        """False for a ring that has been done already, also if its line is gone."""
        if not isinstance(order, Ring):
            return True
        if order.line_id in self._rung:
            return False
        self._rung[order.line_id] = None
        while len(self._rung) > REMEMBERED:
            del self._rung[next(iter(self._rung))]
        return True

    def _forget(self, orders: Sequence[Order]) -> None:
        for order in orders:
            if isinstance(order, Ring):
                self._rung.pop(order.line_id, None)

    def _failed(self, order: Order, request: Request, outcome: Outcome) -> None:
        """Somebody waits for the end of these; the rest is as it was wished to be."""
        match order:
            case Ring(line_id=line_id) if outcome.status != 409:
                if self._legs.pop(line_id, None) is not None:
                    now = self._clock.now()
                    self._tell(LineGone(line_id=line_id, at=now, why=Gone.UNREACHABLE))
            case Say(line_id=line_id, saying_id=saying_id) if "/play/" in request.uri:
                leg = self._legs.get(line_id)
                if leg is not None and saying_id in leg.sayings:
                    leg.sayings.discard(saying_id)
                    now = self._clock.now()
                    self._tell(
                        SayingEnded(line_id=line_id, saying_id=saying_id, at=now)
                    )
            case Join():
                if leg := self._legs.get(LineId(request.query.get("channel", ""))):
                    leg.talk_id = leg.told_talk_id
            case _:
                pass


def _seat(legs: Legs, bridges: Sequence[Bridge]) -> None:
    for bridge in bridges:
        for line_id in bridge.channels:
            if leg := legs.get(LineId(line_id)):
                leg.talk_id = leg.told_talk_id = TalkId(bridge.id)
                leg.may_have_music = False


def _forget_arrival(legs: Legs, said: Said) -> None:
    """Whatever arrived while we looked is told as an arrival, not as found."""
    assert said.channel is not None
    line_id = LineId(said.channel.id)
    if said.args[:1] == ["agent"]:
        legs[line_id] = Leg(line_id=line_id, has_rung=True)
    else:
        legs.pop(line_id, None)
