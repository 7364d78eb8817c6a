"""Crashes at random moments, over a house that is full, and what must be true after each.

One moment: somebody rings, answers, transfers, hangs up or calls; a process is killed
while that is under way; somebody new calls while it is away; another agent becomes ready.
"""

import os
import signal
import time
import urllib.error
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random

from live.house import (
    PATIENCE,
    Caller,
    House,
    Seat,
    gaps,
    meanwhile,
    missing,
    patiently,
)
from live.waiting import until

VICTIMS = ("floor", "floor", "work", "count", "run")
HOUR = (*("floor", "work") * 5, *("count", "run") * 2, *("database",) * 3, "switch")
"""What dies in a busy hour, as often as it is named here."""
ACTS = ("ringing", "answering", "transferring", "hanging up", "arriving")
RINGS = ("ringing", "answering")
"""A ring ends by itself after a while: what comes of it is looked at first."""

TALKS, WAITS = 4, 4
LONGEST_GAP = 0.5
"""Seconds without the other's voice: sooner than any process is back, and no more than a
busy machine's own hiccups come to, after which everything comes late."""
MISSING = 0.2
"""Seconds of voice that never came."""
OFFERS_WITHIN = 5.0
RECOVERS_WITHIN = 30.0
"""Of a database that was killed: until then there may be errors, and no offers."""


@dataclass
class Moment:
    """What was done, and what was measured."""

    number: int
    victim: str
    act: str
    gap: float = 0.0
    missing: float = 0.0
    offered_after: float = 0.0
    served_after: float = 0.0
    """Seconds from the kill until the caller who called then stood in the queue."""

    def __str__(self) -> str:
        return (
            f"{self.number:3} kill -9 {self.victim:5} while {self.act:12}"
            f" longest gap {self.gap * 1000:4.0f} ms,"
            f" missing {self.missing * 1000:4.0f} ms,"
            f" next offer after {self.offered_after:4.1f} s,"
            f" new caller in the queue after {self.served_after:4.1f} s"
        )


@dataclass
class Storm:
    """Kills processes of one house, one after the other."""

    house: House
    chance: Random
    moments: list[Moment] = field(default_factory=list)

    def prepare(self) -> None:
        """Four talk, four wait, one is with the machine, two agents are away."""
        house = self.house
        while len(house.talks()) < TALKS:
            seat = self._free()[0]
            if not house.queue():
                house.ask_for_a_human(house.call())
            house.meet(seat)
        missing = WAITS - len(house.queue())
        house.ask_for_a_human(*(house.call() for _ in range(missing)))

    def strike(self, victim: str, act: str) -> Moment:
        house, chance = self.house, self.chance
        if victim == "switch":
            return self._lose_switch(act)
        house.patience = RECOVERS_WITHIN if victim == "database" else PATIENCE
        moment = Moment(len(self.moments) + 1, victim, act)
        talks, waiting = house.talks(), house.queue()
        machine = house.call()
        until(machine.is_answered, seconds=20, what="answer of the machine")
        busy, (first, second) = chance.choice(sorted(talks)), self._free()[:2]
        calm = {one: caller for one, caller in talks.items() if one != busy}
        for agent_id, caller in calm.items():
            self._is_heard(agent_id, caller)
        until(house.centre.is_whole, seconds=60, what="spare for the next crash")
        does, check = self._act(act, house.seats[busy], first)

        began = time.monotonic()
        with self._under_way(does):
            time.sleep(chance.uniform(0, 0.4))
            house.kill(victim)
            killed = time.monotonic()
            newcomer = house.call()
            if act in RINGS:
                check()
            second.phone.habit, second.phone.state = "answers", "ended"
            second.be_ready()
            # Without pages nobody becomes ready: then it counts from their return.
            has_pages = victim not in ("work", "database")
            asked = killed if has_pages else time.monotonic()
        moment.offered_after = self._offered_after(second, asked)
        if act not in RINGS:
            check()
        house.joined(second)
        second.phone.habit = ""
        house.ask_for_a_human(newcomer, machine)
        moment.served_after = time.monotonic() - killed
        moment.gap = max(gaps(calm, house, began).values())
        moment.missing = missing(calm, house, began)
        print(moment, flush=True)

        assert {one: house.talks().get(one) for one in calm} == calm
        assert moment.gap <= LONGEST_GAP, moment
        assert moment.missing <= MISSING, moment
        within = RECOVERS_WITHIN if victim == "database" else OFFERS_WITHIN
        assert moment.offered_after <= within, moment
        self._queue_is_kept(waiting)
        self.moments.append(moment)
        if victim == "run":
            house.centre.start()
        self._settle(calm)
        return moment

    def _lose_switch(self, act: str) -> Moment:
        """Its calls end, each once and for that reason, unless the caller was quicker
        (nobody arrives meanwhile: whether they came through is the world's); agents are free again, and
        callers come anew."""
        act = "hanging up" if act == "arriving" else act
        house, moment = self.house, Moment(len(self.moments) + 1, "switch", act)
        busy = house.seats[self.chance.choice(sorted(house.talks()))]
        free = self._free()[0]
        does, _ = self._act(act, busy, free)
        # Whoever is rung may have answered in the last moment.
        agents = {*house.talks(), free.agent_id}
        known = [house.contact_of(caller) for caller in house.callers]
        with self._under_way(does):
            time.sleep(self.chance.uniform(0, 0.4))
            os.kill(house.centre.switch_pid(), signal.SIGKILL)
            killed = time.monotonic()
        lost = [one for one in known if one]
        how = until(lambda: house.ended(lost), seconds=30, what="end of every call")
        assert set(how) <= {"switch", "caller"}
        assert "switch" in how
        until(
            lambda: not house.talks() and not house.queue(), seconds=30, what="silence"
        )
        for caller in house.callers[:]:
            caller.phone.state = "ended"
            house.leave(caller)
        for agent_id in sorted(agents):
            house.seats[agent_id].wrap_up()
        for seat in house.seats.values():
            seat.phone.habit, seat.phone.state = "", "ended"
            seat.be_away()
        house.patience = RECOVERS_WITHIN
        self.prepare()
        moment.served_after = time.monotonic() - killed
        print(moment, flush=True)
        self.moments.append(moment)
        return moment

    # --- what is under way ----------------------------------------------------------

    def _act(
        self, act: str, busy: Seat, free: Seat
    ) -> tuple[Callable[[], object], Callable[[], object]]:
        """What is done about the moment of the kill, and what must come of it."""
        house = self.house
        caller = house.talks()[busy.agent_id]
        match act:
            case "ringing" | "answering":
                free.be_ready()
                until(lambda: free.phone.state == "ringing", seconds=15, what="ring")
                if act == "answering":
                    return free.phone.answer, partial(house.joined, free)
                return _nothing, partial(self._answer, free)
            case "transferring":
                return (
                    partial(self._transfer, busy, caller),
                    partial(self._was_transferred, busy, caller, free),
                )
            case "hanging up":
                return caller.phone.hang_up, partial(self._was_left, busy, caller)
            case _:
                arriving: list[Caller] = []
                return (
                    lambda: arriving.append(house.call()),
                    lambda: house.ask_for_a_human(*arriving),
                )

    def _under_way(self, does: Callable[[], object]) -> AbstractContextManager[None]:
        return nullcontext() if does is _nothing else meanwhile(does)

    def _answer(self, seat: Seat) -> None:
        seat.phone.answer()
        self.house.joined(seat)

    def _transfer(self, seat: Seat, caller: Caller) -> None:
        """Once: whose answer was lost finds, asking again, that the call has gone."""
        path = f"/api/calls/{self.house.contact_of(caller)}/transfer"

        def ask() -> None:
            try:
                seat.person.ask("POST", path, {"to_queue": "general"})
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise

        patiently(ask)

    def _was_transferred(self, seat: Seat, caller: Caller, free: Seat) -> None:
        """A transferred caller goes first: whoever becomes free meets them."""
        contact_id = self.house.contact_of(caller)
        if seat.is_in("talking"):
            self._transfer(seat, caller)
        seat.wrap_up()
        if self.house.talks().get(free.agent_id) is None:
            until(
                lambda: (
                    contact_id in dict(self.house.queue())
                    or caller in self.house.talks().values()
                ),
                seconds=10,
                what="transferred caller in the queue",
            )
        assert caller.is_answered()

    def _was_left(self, seat: Seat, caller: Caller) -> None:
        until(lambda: caller.phone.state == "ended", seconds=10, what="end of the call")
        seat.wrap_up()
        assert seat.agent_id not in self.house.talks()

    # --- what must be true ------------------------------------------------------------

    def _is_heard(self, agent_id: str, caller: Caller) -> None:
        hertz = self.house.seats[agent_id].hertz
        until(lambda: caller.hears(hertz), seconds=10, what=f"voice of {agent_id}")

    def _offered_after(self, seat: Seat, asked: float) -> float:
        until(lambda: seat.phone.state != "ended", seconds=30, what="next offer")
        return max(0.0, seat.phone.rang_at - asked)

    def _queue_is_kept(self, before: list[tuple[str, datetime]]) -> None:
        """Who waited waits on, since when they waited, or was served in their order."""
        house = self.house
        still = [one for one in house.queue() if one in before]
        served = before[: len(before) - len(still)]
        assert before == served + still, "the order of the queue has changed"
        for contact_id, _ in before:
            assert house.caller(contact_id).is_answered(), "a caller was dropped"
        talking = {house.contact_of(caller) for caller in house.talks().values()}
        assert {contact_id for contact_id, _ in served} <= talking

    # --- between two moments ------------------------------------------------------------

    def _free(self) -> list[Seat]:
        talking = self.house.talks()
        return [s for name, s in self.house.seats.items() if name not in talking]

    def _settle(self, calm: dict[str, Caller]) -> None:
        """Back to four who talk and four who wait."""
        house = self.house
        for seat in house.seats.values():
            seat.be_away()
        talks = house.talks()
        surplus = sorted(set(talks) - set(calm)) + sorted(calm)
        for agent_id in surplus[: max(0, len(talks) - TALKS)]:
            house.leave(talks[agent_id])
            house.seats[agent_id].wrap_up()
        for contact_id, _ in house.queue()[WAITS + 2 :]:
            house.leave(house.caller(contact_id))
        for caller in house.callers[:]:
            if caller.phone.state == "ended":
                house.leave(caller)
        self.prepare()


def _nothing() -> None:
    pass
