"""The nouns of the audit trail and of health."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from yingda.kernel.ids import MessageId, TenantId, UserId


class Kind(StrEnum):
    """The five logs."""

    OPERATION = "operation"
    """Somebody changed something."""
    SIGN_IN = "sign-in"
    ACCESS = "access"
    """Somebody looked at, or listened to, what belongs to a person."""
    INTERFACE = "interface"
    """A request over HTTP that changed something, or was refused."""
    SYSTEM = "system"
    """What a process of the centre says of itself: its start, its failures."""


class Entry(Struct, frozen=True, kw_only=True):
    """One look, change or intervention. What was seen is an id, never its text."""

    kind: Kind
    chain: str
    """The log's name; empty for what was written when all kinds had one chain."""
    id: MessageId
    at: datetime
    tenant_id: TenantId
    path: str
    user_id: UserId | None
    """None when nobody has the name that was tried."""
    action: str
    subject: str
    reason: str | None
    origin: str | None = None
    """From which address a request came; None where the entry is about none."""

    @property
    def outcome(self) -> str:
        """`done`, or `refused`: a sign-in, a look or a request that was not granted."""
        if self.kind is Kind.INTERFACE:
            is_refused = (self.reason or "")[:1] in ("4", "5")
        else:
            is_refused = self.action.endswith(("-refused", ".failed", ".locked-out"))
        return "refused" if is_refused else "done"


class Line(Struct, frozen=True, kw_only=True):
    """What an entry says."""

    at: datetime
    by: UserId | None = None
    action: str
    subject: str
    reason: str | None = None
    origin: str | None = None


class Sealed(Struct, frozen=True, kw_only=True):
    """An entry with its place in the chain."""

    entry: Entry
    number: int | None
    """None until the sealer has come by."""
    prev_hash: bytes | None
    hash: bytes | None


class Head(Struct, frozen=True, kw_only=True):
    """The end of a chain, and where it begins since older entries were let go."""

    number: int = 0
    hash: bytes = b""
    first_number: int = 0
    first_hash: bytes = b""


class Wrong(StrEnum):
    """What was done to an entry behind the centre's back."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    ADDED = "added"


class Finding(Struct, frozen=True, kw_only=True):
    """The first entry of a chain that does not hold."""

    number: int
    wrong: Wrong
    id: MessageId | None = None
    """Of the entry that stands there now, or that belongs there."""


class ChainState(Struct, frozen=True, kw_only=True):
    """Whether one log holds, and its seal: keep a copy elsewhere to compare with."""

    chain: str
    number: int
    hash: str
    """Hexadecimal, of the last entry."""
    finding: Finding | None = None


class Wanted(Struct, frozen=True, kw_only=True):
    """Which entries to list; what is None does not matter."""

    kind: Kind | None = None
    user_id: UserId | None = None
    action: str | None = None
    subject: str | None = None
    """The whole of it, or with a `/` at its end all that begin so: `customer/`."""
    origin: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, MessageId] | None = None
    """The last line of the page before: the next one begins after it."""
    limit: int = 50


class Check(Struct, frozen=True, kw_only=True):
    """Whether one part of the centre answers."""

    name: str
    is_well: bool


class Health(Struct, frozen=True, kw_only=True, tag=True):
    """Well only if every part is."""

    is_well: bool
    is_serving: bool
    """Whether the pages work: they need the database and nothing else."""
    checks: tuple[Check, ...]


class Difference(Struct, frozen=True, kw_only=True):
    """One field that is other than it was."""

    where: str
    """From the outside in: `roles.agent.actions`."""
    old: object
    """None if it was not there."""
    new: object


class ParameterNow(Struct, frozen=True, kw_only=True, tag=True):
    """A set of rules as it holds at a place."""

    name: str
    version: int
    """Of what holds here, wherever it was set; 0 for the defaults."""
    value: object
    place: str
    set_at: str | None = None
    """The place whose value this is, `*` for the whole system; None: the defaults."""
    since: datetime | None = None
    next: datetime | None = None
    """When something that was set ahead for this very place begins to hold."""
    needs_two: bool = False
    """Whether somebody else must approve a change."""
    waiting: str | None = None
    """The proposal that has just been made instead of a change."""


class How(StrEnum):
    """What is done to a parameter."""

    SET = "set"
    INHERIT = "inherit"
    ROLL_BACK = "roll-back"


class Wish(Struct, frozen=True, kw_only=True):
    """Where, from when on and why a rule shall be different."""

    place: str | None = None
    """None: the asker's own. `*`: the whole system, which lies above the first place."""
    since: datetime | None = None
    """None, or a moment that has come: at once."""
    reason: str | None = None
    seen: int | None = None
    """The version that was read before; refused if another one holds by now."""


class PastVersion(Struct, frozen=True, kw_only=True):
    """An entry in the history of a rule."""

    version: int
    place: str
    value: object
    """None: from then on what is set above held here."""
    since: datetime
    made_at: datetime
    by: UserId
    reason: str | None
    called_off_by: UserId | None
    is_to_come: bool
    is_in_force: bool
    """At its own place."""
    differences: tuple[Difference, ...]
    """From what held here before."""


class ProposalState(StrEnum):
    """What has become of a proposal."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Never kept: it follows from the time."""


class Proposal(Struct, frozen=True, kw_only=True):
    """A change that waits until somebody else has looked at it."""

    proposal_id: str
    name: str
    place: str
    how: How
    value: object
    since: datetime | None
    reason: str | None
    seen: int
    """The version that held at the place when it was made."""
    by: UserId
    at: datetime
    expires: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    note: str | None = None
    """What was said to the decision."""
    differences: tuple[Difference, ...] = ()
    """From what holds at the place now."""

    def state_at(self, now: datetime) -> ProposalState:
        is_late = self.state is ProposalState.WAITING and self.expires <= now
        return ProposalState.EXPIRED if is_late else self.state


class Change(Struct, frozen=True, kw_only=True):
    """What shall be done to a rule, checked."""

    name: str
    place: str
    how: How
    value: object
    """As it is kept; None: what is set above shall hold."""
    since: datetime | None
    reason: str | None
    seen: int | None
    by: UserId
