"""The nouns of the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import AgentId, BranchId, QueueId, Skill, UserId
from yingda.kernel.name import Name
from yingda.messages.channels import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The province's centre, or a branch."""

    path: BranchId
    kind: str
    """`province` or `branch`."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One row; the name is still sealed."""

    user_id: UserId
    path: BranchId
    name: bytes
    password: str
    roles: tuple[str, ...]
    agent_id: AgentId | None


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
