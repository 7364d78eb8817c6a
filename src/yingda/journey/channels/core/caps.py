"""How many calls an account holds and has begun, and whether it may begin another."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from yingda.journey.channels.limits import CallCap
from yingda.journey.channels.model import Door, LineId, Number, Refused
from yingda.kernel.numbers import normal

MINUTE = timedelta(minutes=1)
NUMBER, CLIENT, VISITOR = "number", "client", "visitor"


class Account(NamedTuple):
    """Who is held to a cap. The name of a number is the number: it stays in memory."""

    kind: str
    """An entrance (`trunk`, `web`, `desk`), `number`, `client` or `visitor`."""
    name: str


class Excess(StrEnum):
    AT_ONCE = "at-once"
    A_MINUTE = "a-minute"


@dataclass(frozen=True, slots=True)
class Refusal:
    account: Account
    excess: Excess
    cap: CallCap

    @property
    def answer(self) -> Refused:
        """A trunk may have another way to us; a person is told as on any telephone."""
        if not (self.cap.at_once and self.cap.a_minute):
            return Refused.FORBIDDEN
        if self.account.kind == Door.TRUNK:
            return Refused.CONGESTED
        return Refused.BUSY


@dataclass(slots=True)
class _Held:
    lines: set[LineId] = field(default_factory=set)
    begun: deque[datetime] = field(default_factory=deque)

    def forget(self, now: datetime) -> None:
        """Also what is still to come: then somebody has set the clock back."""
        while self.begun and not now - MINUTE < self.begun[0] <= now:
            self.begun.popleft()

    def excess(self, cap: CallCap) -> Excess | None:
        if len(self.lines) >= cap.at_once:
            return Excess.AT_ONCE
        return Excess.A_MINUTE if len(self.begun) >= cap.a_minute else None


def client(host: str) -> str:
    """Who asks, by the address: of IPv6 the network, which one household has to itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))


def accounts(door: Door, account: str, caller: Number) -> Iterator[Account]:
    """Whose calls count: the narrowest first. A withheld number is nobody's."""
    if door is Door.TRUNK and (number := normal(caller)):
        yield Account(NUMBER, number)
    yield Account(door.value, account)


class Ledger:
    """Since this process follows the switch; what it held before is told by `survey`.

    Calls that were refused do not count: who keeps trying gets in as often as the cap
    allows, and no more.
    """

    def __init__(self) -> None:
        self._held: dict[Account, _Held] = {}
        self._of: dict[LineId, tuple[Account, ...]] = {}

    def __len__(self) -> int:
        """Accounts that are remembered."""
        return len(self._held)

    def begin(
        self,
        line_id: LineId,
        whose: Iterable[Account],
        caps: Mapping[str, CallCap],
        at: datetime,
    ) -> Refusal | None:
        """None if it may. Asked again for a line that may, nothing changes."""
        if line_id in self._of:
            return None
        whose = tuple(one for one in whose if one.kind in caps)
        for one in whose:
            held = self._held.get(one) or _Held()
            held.forget(at)
            if excess := held.excess(caps[one.kind]):
                return Refusal(one, excess, caps[one.kind])
        for one in whose:
            held = self._held.setdefault(one, _Held())
            held.begun.append(at)
            held.lines.add(line_id)
        self._of[line_id] = whose
        return None

    def end(self, line_id: LineId) -> None:
        for one in self._of.pop(line_id, ()):
            self._held[one].lines.discard(line_id)

    def survey(self, lines: Mapping[LineId, Iterable[Account]]) -> None:
        """Who is there now; when they began is not asked for again."""
        for line_id in self._of.keys() - lines.keys():
            self.end(line_id)
        for line_id, whose in lines.items():
            if line_id not in self._of:
                self._of[line_id] = tuple(whose)
                for one in self._of[line_id]:
                    self._held.setdefault(one, _Held()).lines.add(line_id)

    def tidy(self, now: datetime) -> None:
        """Forgets accounts that hold nothing and have begun nothing for a minute."""
        for one, held in list(self._held.items()):
            held.forget(now)
            if not held.lines and not held.begun:
                del self._held[one]
