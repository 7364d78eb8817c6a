"""How long sign-in holds, when it locks, and what each role may do."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct, field

from yingda.kernel.ids import Skill
from yingda.kernel.name import Name
from yingda.messages.channels import Channel


class Limits(Struct, frozen=True, kw_only=True):
    """Sign-in."""

    idle: timedelta = timedelta(minutes=30)
    """Without a request for so long, a session is over."""
    longest: timedelta = timedelta(hours=12)
    """However busy, a session is over after this."""
    failures: int = 5
    """So many wrong passwords in a row lock the name."""
    forgets_after: timedelta = timedelta(minutes=15)
    """Failures further apart than this are not in a row."""
    locked_for: timedelta = timedelta(minutes=15)
    lent_at_most: timedelta = timedelta(days=90)
    """A delegation ends at the latest after this."""
    remembered: timedelta = timedelta(seconds=5)
    """A process asks for a session again after this: how late a sign-out may be heard."""


class Reach(StrEnum):
    """Whose contacts a role looks at, within the user's place in the tree."""

    OWN = "own"
    GROUP = "group"
    PATH = "path"


class Role(Struct, frozen=True, kw_only=True):
    """What a role adds to what its holder may do."""

    actions: tuple[str, ...]
    reach: Reach


_SEAT = (
    "desk.work",
    "calls.control",
    "contacts.read",
    "customers.read",
    "orders.read",
    "orders.write",
    "orders.handle",
)
DELEGATE = "people.delegate"
"""To lend some of one's own actions to somebody else for a time."""

_LEAD = ("floor.watch", "floor.listen", "floor.force", "floor.message")
_WATCH = ("board.watch", "partners.read", DELEGATE, "people.read", "reports.read")
_REVIEW = ("contacts.read", "contacts.read-all", "customers.read", "orders.read")


def _roles() -> Mapping[str, Role]:
    return {
        "agent": Role(actions=_SEAT, reach=Reach.OWN),
        "leader": Role(
            actions=(
                *_SEAT,
                *_WATCH,
                *_LEAD,
                "contacts.read-all",
                "orders.steer",
                "recordings.play",
            ),
            reach=Reach.GROUP,
        ),
        "supervisor": Role(
            actions=(
                *_REVIEW,
                *_WATCH,
                *_LEAD,
                "orders.write",
                "orders.handle",
                "orders.steer",
                "recordings.play",
                "routing.explain",
            ),
            reach=Reach.PATH,
        ),
        "quality": Role(
            actions=(*_REVIEW, "reports.read", "recordings.play"), reach=Reach.PATH
        ),
        "handler": Role(actions=("orders.read", "orders.handle"), reach=Reach.PATH),
        "admin": Role(
            actions=(
                *_WATCH,
                "partners.admin",
                "people.admin",
                "routing.explain",
                "system.admin",
                "system.audit",
            ),
            reach=Reach.PATH,
        ),
    }


class Roles(Struct, frozen=True, kw_only=True):
    """Every role by its name. A role that is not here allows nothing."""

    roles: Mapping[str, Role] = field(default_factory=_roles)


ACTIONS = frozenset(action for role in _roles().values() for action in role.actions)
"""All that a role can name: whatever else it named would allow nothing."""


class Apart(Struct, frozen=True, kw_only=True):
    """Two actions that one person may not hold together."""

    one: str
    other: str
    why: Name


def _pairs() -> tuple[Apart, ...]:
    return (
        Apart(
            one="system.admin",
            other="recordings.play",
            why=Name("制定规则的人不听录音", "Who makes the rules plays no recordings"),
        ),
        Apart(
            one="system.audit",
            other="calls.control",
            why=Name("查日志的人不接待客户", "Who reads the logs serves nobody"),
        ),
    )


class Separation(Struct, frozen=True, kw_only=True):
    """Separation of duties: pairs of actions, whichever roles or delegations they are from."""

    pairs: tuple[Apart, ...] = field(default_factory=_pairs)


class SeatType(Struct, frozen=True, kw_only=True):
    """A kind of seat: what it is called, and how many contacts it takes at once."""

    name: Name
    capacity: Mapping[Channel, int]
    simulated: bool = False
    """Nobody real sits there: marked wherever an agent is shown."""


def _seat_types() -> Mapping[str, SeatType]:
    usual = {Channel.VOICE: 1, Channel.CHAT: 3}
    one_call = {Channel.VOICE: 1}
    return {
        "agent": SeatType(name=Name("普通坐席", "Agent seat"), capacity=usual),
        "expert": SeatType(name=Name("专家坐席", "Expert seat"), capacity=usual),
        "leader": SeatType(name=Name("班长席", "Leader's seat"), capacity=usual),
        "telephone": SeatType(
            name=Name("电话坐席", "Telephone seat"), capacity=one_call
        ),
        "simulated": SeatType(
            name=Name("模拟坐席", "Simulated seat"), capacity=one_call, simulated=True
        ),
    }


class SeatTypes(Struct, frozen=True, kw_only=True):
    """Every kind of seat by its name."""

    types: Mapping[str, SeatType] = field(default_factory=_seat_types)

    def is_simulated(self, seat_type: str) -> bool:
        known = self.types.get(seat_type)
        return known is not None and known.simulated


def _skills() -> Mapping[Skill, Name]:
    return {
        Skill("fault"): Name("报障", "Faults"),
        Skill("business"): Name("业务办理", "Business"),
        Skill("billing"): Name("账务咨询", "Billing"),
        Skill("complaint"): Name("投诉", "Complaints"),
        Skill("general"): Name("综合", "General"),
    }


class Skills(Struct, frozen=True, kw_only=True):
    """What people can be able to do; a queue and the skill for it have one name."""

    skills: Mapping[Skill, Name] = field(default_factory=_skills)
