"""A flow as it is written and published: nodes, prompts, tables."""

from collections.abc import Mapping

from msgspec import Struct

from yingda.kernel.ids import BranchId, QueueId, Skill
from yingda.kernel.name import Name

Parts = tuple[str, ...]
"""What is said: names of prompts, and `number(x)`, `digits(x)`, `text(x)` and
`named(prefix, x)`, which speak the value of the variable x."""


class Node(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag=str.lower,
):
    """One station of a flow. Fields that name a node are ways out of it."""


class Identify(Node, frozen=True, kw_only=True):
    """Ask who calls: sets tier, brand, branch, branches, known_by, care, customer, variant."""

    next: str
    failed: str


class Branch(Node, frozen=True, kw_only=True):
    """Go on by the value of a variable, or of opening hours: `hours:billing`."""

    on: str
    cases: Mapping[str, str]
    otherwise: str


class Say(Node, frozen=True, kw_only=True):
    """Say something and go on. A key skips it and counts for what comes next."""

    prompts: Parts
    next: str


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one key means."""

    to: str
    name: str
    """Told as the choice, so that a changed key keeps its history."""
    sets: Mapping[str, str] = {}


class Menu(Node, frozen=True, kw_only=True):
    """Ask for one key."""

    prompts: Parts
    choices: Mapping[str, Choice]
    repeat: str | None = None
    """The key that hears it again."""
    seconds: float = 6.0
    retries: int = 2
    """How often it is asked again after no key or a wrong one."""
    no_key: str | None = None
    wrong_key: str | None = None


class Collect(Node, frozen=True, kw_only=True):
    """Ask for several digits, kept in the variable `into`."""

    prompts: Parts
    into: str
    longest: int
    shortest: int = 1
    ends_with: str = "#"
    seconds: float = 8.0
    between_seconds: float = 4.0
    retries: int = 2
    is_sensitive: bool = False
    """Never attached, never spoken back."""
    next: str
    no_key: str | None = None
    wrong_key: str | None = None
    """After too few digits too often."""


class Assign(Node, frozen=True, kw_only=True, tag="set"):
    """Set variables."""

    values: Mapping[str, str]
    next: str


class Lookup(Node, frozen=True, kw_only=True):
    """Find the value of one variable in a table of the flow, for another variable."""

    table: str
    by: str
    into: str
    found: str
    missing: str


class Ask(Node, frozen=True, kw_only=True):
    """Ask a back end and go on by the outcome; `failed` leads to a human."""

    question: str
    cases: Mapping[str, str]
    failed: str | None = None
    prompts: Parts = ()
    """Said while the answer is awaited."""
    seconds: float | None = None
    """How long; None for the centre's parameter."""


class Attach(Node, frozen=True, kw_only=True):
    """Let variables travel along with the contact."""

    variables: tuple[str, ...]
    next: str


class Queue(Node, frozen=True, kw_only=True):
    """A human from here on: the caller hears music and where they stand."""

    queue: QueueId
    prompts: Parts = ()
    needs: Mapping[Skill, int] = {}
    why: str | None = None
    """Why people are asked here, where the flow knows it better than the caller's way."""


class End(Node, frozen=True, kw_only=True):
    """Say the last and hang up."""

    prompts: Parts = ()


AnyNode = (
    Identify
    | Branch
    | Say
    | Menu
    | Collect
    | Assign
    | Lookup
    | Ask
    | Attach
    | Queue
    | End
)


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who hears which variant; the first that fits. Nothing named fits everybody."""

    name: str
    tiers: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


class Wait(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a queued caller hears, in turn with music."""

    first_seconds: float = 8.0
    every_seconds: float = 30.0
    position: Parts = ()
    """With the variables `position` and, in `estimate`, `minutes`."""
    estimate: Parts = ()
    hold: Parts = ()
    """Said where the place is not known."""


class Opening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open on these days of the week from and until these times of Shanghai."""

    days: str
    """`1-5`, `6,7`: Monday is 1."""
    opens: str
    """`08:30`"""
    closes: str
    """`24:00` for the end of the day. Earlier than `opens`: on the next day."""


class Flow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One flow in one version. Whatever it says or leads to is inside of it."""

    flow_id: str
    title: str
    start: str
    human: str
    """The queue node for whatever goes wrong."""
    home_branch: BranchId
    """Where callers are counted who are queued before it is known where they belong."""
    languages: tuple[str, ...]
    """The first is spoken until another is chosen."""
    called: tuple[str, ...] = ()
    """Service numbers that lead here; the last flow that names none takes the rest."""
    variants: tuple[Variant, ...] = ()
    wrong_prompt: str | None = None
    silent_prompt: str | None = None
    wait: Wait = Wait()
    hours: Mapping[str, tuple[Opening, ...]] = {}
    tables: Mapping[str, Mapping[str, str]] = {}
    names: Mapping[str, Name] = {}
    """What nodes that ask, choices and what they set are called on screens."""
    nodes: Mapping[str, AnyNode]
    prompts: Mapping[str, Mapping[str, str]]
    """Language, name, text."""


class Published(Struct, frozen=True, kw_only=True):
    """A flow that was accepted, with the number it got then."""

    flow: Flow
    version: int

    @property
    def prefix(self) -> str:
        """What the names of its sounds begin with: an old session keeps its texts."""
        return f"{self.flow.flow_id}.{self.version}"
