"""The rules of routing, all of which a centre may set for itself.

Durations are written as in ISO 8601: `PT20S`, `PT3M`.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct, field

from yingda.kernel.ids import QueueId, Skill, TierId


class ChooseBy(StrEnum):
    """Which of several able agents is rung. Ties: who has been idle longest, then id."""

    LONGEST_IDLE = "longest-idle"
    BEST_SKILL = "best-skill"
    """The highest levels of the skills that are needed."""
    SPARING = "sparing"
    """Whoever can do least else, so that the versatile stay free."""
    LEAST_BUSY = "least-busy"
    """Whoever serves the fewest contacts at this moment."""
    ROUND_ROBIN = "round-robin"
    """Everybody in turn: whoever was offered a contact longest ago, however long it took."""


class Tier(Struct, frozen=True, kw_only=True):
    """How callers of one tier are served."""

    id: TierId
    head_start: timedelta = timedelta(0)
    """They stand where somebody stands who came so much earlier."""
    longest_wait: timedelta | None = None
    """Nobody is overtaken beyond it: before it is over, they are first. None for those
    who overtake: they are kept waiting by too few agents only, never by others' rank."""


class Widening(Struct, frozen=True, kw_only=True):
    """From `after` on, more agents are considered; steps add up."""

    after: timedelta
    lower_levels_by: int = 0
    """Levels that are needed sink by so many, but not below 1."""
    neighbours: tuple[QueueId, ...] = ()
    """Agents of these queues with the skills of these queues will do as well."""


class Queue(Struct, frozen=True, kw_only=True):
    """What a queue asks of an agent, and what happens when nobody comes."""

    id: QueueId
    skills: Mapping[Skill, int] = {}
    """Skill to the level that is needed, 1 to 9."""
    choose_by: ChooseBy = ChooseBy.LONGEST_IDLE
    last_agent_within: timedelta | None = None
    """As in Limits, for this queue; None: as there."""
    widen: tuple[Widening, ...] = ()
    overflow_after: timedelta | None = None
    overflow_to: QueueId | None = None

    def __post_init__(self) -> None:
        if any(not 1 <= level <= 9 for level in self.skills.values()):
            raise ValueError(f"the levels of queue {self.id} must be from 1 to 9")
        if (self.overflow_after is None) != (self.overflow_to is None):
            raise ValueError(
                f"queue {self.id} needs both overflow_after and overflow_to, or neither"
            )
        if self.overflow_to == self.id:
            raise ValueError(f"queue {self.id} cannot overflow into itself")


def _tier(name: str, *, seconds: int, bound: int | None) -> Tier:
    return Tier(
        id=TierId(name),
        head_start=timedelta(seconds=seconds),
        longest_wait=None if bound is None else timedelta(seconds=bound),
    )


def _queue(name: str, level: int = 1) -> Queue:
    neighbours = () if name == "general" else (QueueId("general"),)
    return Queue(
        id=QueueId(name),
        skills={Skill(name): level},
        widen=(
            Widening(after=timedelta(seconds=20), lower_levels_by=2),
            Widening(after=timedelta(seconds=60), neighbours=neighbours),
        ),
    )


class Limits(Struct, frozen=True, kw_only=True):
    """The rules of one tenant. A change makes a new version and ranks everybody anew."""

    ring_for: timedelta = timedelta(seconds=20)
    """An agent who has been rung so long is passed over, and the contact waits again."""
    ring_for_of: Mapping[str, timedelta] = field(
        default_factory=lambda: {"chat": timedelta(seconds=60)}
    )
    """Channels with another time: a chat is answered when its first words are typed."""
    wanted_for: timedelta = timedelta(seconds=30)
    """So long a contact waits for the one agent it was given to."""
    last_agent_within: timedelta = timedelta(hours=24)
    """Whoever served a customer so lately is asked first, if idle and able. Zero: nobody."""
    notice: timedelta = timedelta(seconds=60)
    """So long before the longest wait of its tier a contact becomes first: the time in
    which some agent becomes free and answers."""
    transferred_ahead: timedelta = timedelta(minutes=10)
    """The head start of those whom an agent gave away, besides that of their tier."""
    returned_ahead: timedelta = timedelta(minutes=15)
    """The same for those whose agent was lost in mid-talk."""
    tiers: tuple[Tier, ...] = (
        _tier("vip", seconds=120, bound=None),
        _tier("group", seconds=90, bound=None),
        _tier("long-distance", seconds=60, bound=None),
        _tier("contract", seconds=20, bound=180),
        _tier("prepaid-brand", seconds=10, bound=180),
        _tier("standard", seconds=0, bound=180),
        _tier("other-network", seconds=0, bound=180),
    )
    queues: tuple[Queue, ...] = (
        _queue("fault"),
        _queue("business"),
        _queue("billing"),
        _queue("complaint", level=3),
        _queue("general"),
    )
    keep_decisions: timedelta = timedelta(days=90)
    """Pages show decisions so long; the log keeps them."""

    def __post_init__(self) -> None:
        """What a chief may not set, said in a sentence."""
        queues = [queue.id for queue in self.queues]
        twice = _twice(queues) | _twice([tier.id for tier in self.tiers])
        if twice:
            raise ValueError(f"{', '.join(sorted(twice))} must stand there once only")
        named = {
            q for queue in self.queues for step in queue.widen for q in step.neighbours
        }
        named |= {queue.overflow_to for queue in self.queues if queue.overflow_to}
        if unknown := named - set(queues):
            raise ValueError(
                f"there are no rules of queue {', '.join(sorted(unknown))}"
            )
        for tier in self.tiers:
            if tier.longest_wait is not None and tier.longest_wait <= self.notice:
                raise ValueError(
                    f"the longest wait of tier {tier.id} must be longer than notice"
                )
        if min(self.ring_for, *self.ring_for_of.values()) <= timedelta(0):
            raise ValueError("ring_for must be longer than nothing")

    def ring(self, channel: str) -> timedelta:
        return self.ring_for_of.get(channel, self.ring_for)


def _twice(ids: Sequence[str]) -> set[str]:
    return {each for each in ids if ids.count(each) > 1}
