"""The nouns of the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import AgentId, BranchId, QueueId, Skill, UserId
from yingda.kernel.name import Name
from yingda.kernel.refusal import Refusal
from yingda.messages.channels import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The province's centre, or a branch."""

    path: BranchId
    kind: str
    """`province`, `branch` or `department`."""
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    group_id: str
    name: Name
    path: BranchId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOf:
    """What makes a user an agent."""

    number: str
    group_id: str
    queues: tuple[QueueId, ...]
    skills: Mapping[Skill, int]
    capacity: Mapping[Channel, int]
    seat_type: str = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """Somebody who starts to work here. Login and name are personal."""

    user_id: UserId
    login: str
    name: str
    roles: tuple[str, ...]
    path: BranchId
    seat: SeatOf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """All that a centre starts with."""

    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    users: tuple[NewUser, ...]


class Lent(Struct, frozen=True, kw_only=True):
    """What somebody has of another's actions, and how far the other sees now."""

    delegation_id: str
    from_user: UserId
    actions: tuple[str, ...]
    since: datetime
    until: datetime
    roles: tuple[str, ...]
    """Of whoever lends; none if they have left."""
    path: str
    group_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One row; the name is still sealed."""

    user_id: UserId
    path: BranchId
    name: bytes
    password: str
    roles: tuple[str, ...]
    agent_id: AgentId | None
    group_id: str | None = None
    lent: tuple[Lent, ...] = ()
    """What holds now, and what is to begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One row of the staff; the name is still sealed."""

    agent_id: AgentId
    path: BranchId
    name: bytes
    number: str
    group_id: str
    group_name: Name | None
    queues: tuple[QueueId, ...]
    skills: Mapping[Skill, int]
    capacity: Mapping[Channel, int]
    seat_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Failed tries under one name, in a row."""

    failures: int
    since: datetime
    locked_until: datetime | None


class Session(Struct, frozen=True, kw_only=True, tag=True):
    """Who is signed in, as their browser needs to know it."""

    user_id: UserId
    name: str
    roles: tuple[str, ...]
    actions: tuple[str, ...]
    agent_id: AgentId | None
    branch_id: BranchId


class SeatDraft(Struct, frozen=True, kw_only=True):
    """A seat as somebody wants it."""

    number: str
    group_id: str
    seat_type: str = "agent"
    skills: Mapping[Skill, int] = {}
    queues: tuple[QueueId, ...] = ()
    """Empty: every queue for which the skills are enough."""


class Draft(Struct, frozen=True, kw_only=True):
    """One who works here, as somebody wants them to be."""

    name: str
    login: str = ""
    """What is typed at sign-in; empty leaves it as it is."""
    roles: tuple[str, ...]
    path: BranchId | None = None
    """Where they belong; whoever has a seat belongs where their group does."""
    seat: SeatDraft | None = None


class Person(Struct, frozen=True, kw_only=True, tag=True):
    """One who works here, as an administrator reads them."""

    user_id: UserId
    name: str
    roles: tuple[str, ...]
    branch_id: BranchId
    seat: SeatDraft | None
    is_active: bool
    version: int
    """Given back with a change, so that nobody overwrites what they have not read."""


class PersonPage(Struct, frozen=True, kw_only=True):
    """People in the order of their numbers; those without one come last."""

    people: tuple[Person, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""


class Post(Struct, frozen=True, kw_only=True):
    """In which group somebody worked, and from when to when."""

    group_id: str
    since: datetime
    until: datetime | None


class Plan(Struct, frozen=True, kw_only=True):
    """A move that is still to come."""

    plan_id: str
    user_id: UserId
    group_id: str
    at: datetime
    made_by: UserId


class Profile(Struct, frozen=True, kw_only=True):
    """A person, with the groups they have been in, the latest first."""

    person: Person
    posts: tuple[Post, ...]
    plans: tuple[Plan, ...] = ()
    """Moves that are still to come, the next first."""


class Delegation(Struct, frozen=True, kw_only=True):
    """Actions of one that another has for a time."""

    delegation_id: str
    from_user: UserId
    to_user: UserId
    actions: tuple[str, ...]
    since: datetime
    until: datetime
    reason: str | None
    made_at: datetime
    ended_at: datetime | None = None
    ended_by: UserId | None = None


class RightOf(Struct, frozen=True, kw_only=True):
    """One thing that a person may do, and from where they have it."""

    action: str
    roles: tuple[str, ...]
    lent_by: tuple[UserId, ...] = ()


class RightsOf(Struct, frozen=True, kw_only=True):
    """What a person may do and see, now or with other roles."""

    user_id: UserId
    roles: tuple[str, ...]
    actions: tuple[RightOf, ...]
    path: BranchId
    """They see nothing beyond this place."""
    reach: str
    """`own`, `group` or `path`: whose contacts they look at."""
    group_id: str | None
    apart: tuple[str, ...] = ()
    """Two actions that must not be together, if these roles bring them."""


class TreeGroup(Struct, frozen=True, kw_only=True):
    """A group, and how many work in it."""

    group_id: str
    name: Name
    people: int


class TreePlace(Struct, frozen=True, kw_only=True):
    """A place of the tree with its groups; its parent is the path without its end."""

    path: BranchId
    kind: str
    name: Name
    groups: tuple[TreeGroup, ...]


class Vocabulary(Struct, frozen=True, kw_only=True):
    """The words that a draft may use."""

    roles: tuple[str, ...]
    seat_types: Mapping[str, Name]
    skills: Mapping[Skill, Name]


class Organigram(Struct, frozen=True, kw_only=True):
    """The tree within the asker's reach, parents before children."""

    places: tuple[TreePlace, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One row of people, seat or none; name and sign-in name are sealed."""

    user_id: UserId
    path: BranchId
    login: bytes
    name: bytes
    roles: tuple[str, ...]
    is_active: bool
    version: int
    number: str | None
    group_id: str | None
    seat_type: str | None
    skills: Mapping[Skill, int] | None
    queues: tuple[QueueId, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which people to list."""

    typed: str = ""
    group_id: str = ""
    path: str = ""
    with_gone: bool = False
    after: str = ""
    limit: int = 50


class Row(Struct, frozen=True, kw_only=True):
    """A person as a line of a file gives them."""

    line: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of a file cannot be taken."""

    line: int
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What a file would change, or has changed; nothing if there are problems."""

    lines: int
    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    is_done: bool = False
