"""What is said of those who work here, and the cards by which others know them."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import AgentId, BranchId, QueueId, Skill, UserId
from yingda.kernel.message import Command, Event
from yingda.kernel.name import Name
from yingda.messages.channels import Channel


class UserSignedIn(Event, frozen=True, kw_only=True):
    """The password was right; a sign-in session began."""

    user_id: UserId


class SignInFailed(Event, frozen=True, kw_only=True):
    """Somebody tried. What was typed as the name is not kept."""

    user_id: UserId | None
    """None when nobody has that name."""
    why: str
    """`wrong-password`, `locked-out`."""


class UserLockedOut(Event, frozen=True, kw_only=True):
    """Too many failures in a row: nobody signs in under this name until then."""

    user_id: UserId | None
    until: datetime


class UserSignedOut(Event, frozen=True, kw_only=True):
    """The sign-in session was ended by its user."""

    user_id: UserId


class AgentPosted(Event, frozen=True, kw_only=True):
    """From `at` on the agent works in this group; what was before stays as it was."""

    agent_id: AgentId
    group_id: str
    from_group: str | None
    """None for an agent who is new."""
    branch_id: BranchId
    user_id: UserId | None
    """Who moved them; None when the centre was founded."""


class PersonChanged(Event, frozen=True, kw_only=True):
    """Something about one who works here is different from now on."""

    person: UserId
    what: tuple[str, ...]
    """`added`, `left`, `returned`, `password`, the names of the fields, `lent` with an
    action, or `delegation … ended`."""
    user_id: UserId
    """Who changed it."""


class OrganisationChanged(Event, frozen=True, kw_only=True):
    """A place or a group is new, has another name, or lies elsewhere."""

    subject: str
    """`place/…` or `group/…`."""
    user_id: UserId


class Seat(Struct, frozen=True, kw_only=True, tag=True):
    """What an agent can be asked to do."""

    agent_id: AgentId
    skills: Mapping[Skill, int]
    """Levels from 1 to 9, 9 is the best."""
    queues: tuple[QueueId, ...]
    capacity: Mapping[Channel, int]
    """How many contacts at once."""
    group_id: str
    branch_id: BranchId
    simulated: bool = False
    """Nobody real sits there."""


class Sight(Struct, frozen=True, kw_only=True):
    """Whose contacts somebody looks at, who does not look at all of their place."""

    own: AgentId | None
    agents: frozenset[AgentId]
    """Who is within reach today, the asker included."""
    groups: frozenset[str]
    """What these groups served, whoever was in them then; empty for the asker's own only."""


class AgentCard(Struct, frozen=True, kw_only=True, tag=True):
    """An agent as colleagues find them."""

    agent_id: AgentId
    name: str
    number: str
    """工号, the staff number that a caller may be told."""
    group_id: str
    group: Name
    branch_id: BranchId
    queues: tuple[QueueId, ...]
    simulated: bool = False
    """Nobody real."""


class BranchCard(Struct, frozen=True, kw_only=True, tag=True):
    """A place in the organisation: the province's centre or a branch."""

    branch_id: BranchId
    name: Name
    kind: str = "branch"
    """`province` for the centre itself, `branch` for the others."""


class GroupCard(Struct, frozen=True, kw_only=True, tag=True):
    """A team of agents under a leader."""

    group_id: str
    name: Name
    branch_id: BranchId


class MakeMove(Command, frozen=True, kw_only=True):
    """The moment of a planned move has come."""

    plan_id: str
