"""A recorded day, decided again by the code that runs today (NF-21)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from yingda.journey.routing.core.floor import Changes, Floor, built
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.core.turn import decide
from yingda.kernel.org import EVERYWHERE
from yingda.messages.routing import (
    Change,
    FloorSnapshot,
    FloorTurned,
    Offered,
    Rose,
    Sat,
)


class Difference(Struct, frozen=True, kw_only=True):
    """A turn that would go another way today, or with other rules."""

    turn: int
    recorded: Changes
    replayed: Changes


class Replay:
    """Follows the floor as it was, and asks before every turn what it would decide.

    After each turn the recorded changes are applied, not the replayed ones: what
    happened next happened because of them. So each turn is judged by itself.
    """

    def __init__(self) -> None:
        self._floor: Floor | None = None
        self._turn = 0
        self.turns = 0
        self.rules: Counter[str] = Counter()
        """How often each rule decided who is rung."""

    def begin(self, snapshot: FloorSnapshot, rules: Rules) -> Iterator[Difference]:
        """The floor at this moment, under the rules that are to decide from now on; what
        was followed so far must agree with it."""
        fresh = built(rules, snapshot.changes)
        if self._floor is not None and self._turn == snapshot.turn:
            # Days that were recorded before turns were kept tell nothing of them.
            tells_turns = any(map(_offered_at, snapshot.changes))
            followed = _as_set(self._floor.changes(), with_turns=tells_turns)
            told = _as_set(fresh.changes(), with_turns=tells_turns)
            if followed != told:
                yield Difference(
                    turn=snapshot.turn, recorded=tuple(told), replayed=tuple(followed)
                )
        self._floor, self._turn = fresh, snapshot.turn

    def follow(self, turned: FloorTurned) -> Iterator[Difference]:
        """Turns before the first snapshot are passed over: their floor is not known."""
        if self._floor is None:
            return
        decided = decide(self._floor, turned.input, turned.at)
        self.rules.update(
            change.decision.rule
            for change in decided
            if isinstance(change, Offered) and change.decision is not None
        )
        if _moves(decided) != _moves(turned.changes):
            yield Difference(
                turn=turned.turn, recorded=turned.changes, replayed=decided
            )
        self._floor.apply(turned.changes)
        self._turn = turned.turn
        self.turns += 1


def _moves(changes: Changes) -> Changes:
    """Without what is made outside the core: lines, and the reasons kept elsewhere."""
    return tuple(
        replace(change, leg_id=None, decision=None)
        if isinstance(change, Offered)
        else change
        for change in changes
    )


def _offered_at(change: Change) -> datetime | None:
    match change:
        case Sat(idle=idle):
            return idle.offered_at
        case Rose():
            return change.offered_at
        case _:
            return None


def _as_set(changes: Iterable[Change], *, with_turns: bool) -> list[Change]:
    """Without the place of those who are not idle: it stands in no table."""
    bare = (
        replace(change, scope=EVERYWHERE) if isinstance(change, Rose) else change
        for change in changes
    )
    kept = bare if with_turns else map(_without_turn, bare)
    return sorted(kept, key=repr)


def _without_turn(change: Change) -> Change:
    match change:
        case Sat(idle=idle):
            return Sat(idle=replace(idle, offered_at=None))
        case Rose():
            return replace(change, offered_at=None)
        case _:
            return change
