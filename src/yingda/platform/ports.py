"""The few things that differ between a laptop and a province.

What they promise is tested in tests/conformance, once for all implementations.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, Protocol, TypeVar

from yingda.kernel.ids import MessageId, UserId
from yingda.kernel.message import Command, Event
from yingda.kernel.org import Scope
from yingda.kernel.refusal import Refusal
from yingda.kernel.rule import Version

T = TypeVar("T")
E = TypeVar("E", bound=Event)
C = TypeVar("C", bound=Command)
Row = Mapping[str, object]


@dataclass(eq=False)
class DatabaseAway(Refusal):
    """The database cannot be reached now; nothing was changed; asking again is safe."""

    code = "database-away"
    status = 503


class Clock(Protocol):
    """The only source of `now`. It knows its zone (UTC) and never goes back."""

    def now(self) -> datetime: ...


class Ids(Protocol):
    """The only source of new ids: `ids.new(ContactId)`. No id is given twice.

    Later ids sort after earlier ones, so that an index grows at one end.
    """

    def new(self, kind: Callable[[str], T]) -> T: ...


class Keys(Protocol):
    """Personal text into something that can be kept, and back for those who may."""

    def seal(self, text: str, *, about: str) -> bytes:
        """Encrypts. `about` (what the text belongs to) must be the same when opening."""
        ...

    def open(self, sealed: bytes, *, about: str) -> str:
        """Raises ValueError if it was sealed for something else or was altered."""
        ...

    def blind(self, text: str) -> bytes:
        """The same 16 bytes for the same text, and no way back: for exact search."""
        ...

    def derive(self, purpose: str, subject: str) -> str:
        """A secret of 32 hex digits, the same for the same purpose and subject."""
        ...


class Transaction(Protocol):
    """Tables and messages that are committed together, or not at all."""

    async def run(self, sql: LiteralString, /, **values: object) -> list[Row]:
        """One statement, with `:name` for a value; called from a `store` only.

        `:tenant_id`, `:path` and `:site` are always given: the transaction's scope.
        """
        ...

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], /
    ) -> None:
        """Many rows at once, by COPY; `table` is `schema.name`."""
        ...

    async def tell(self, event: Event) -> None:
        """Appends a fact to the event log; its listeners hear it after the commit."""
        ...

    async def ask_later(self, command: Command) -> None:
        """Its doer is asked after the commit, and never if there is none."""
        ...

    async def first_time(self, message_id: MessageId, *, by: str) -> bool:
        """False if stage `by` has already committed what it does about this message."""
        ...


class Work(Protocol):
    """Opens transactions, each within the scope of whoever it is done for.

    A transaction that raises leaves no trace. A second one inside the first is a
    mistake and fails, because it would wait for a connection that the first one holds.
    """

    def begin(self, scope: Scope, /) -> AbstractAsyncContextManager[Transaction]:
        """For a person: rows outside the scope do not exist (row-level security)."""
        ...

    def system(self, scope: Scope, /) -> AbstractAsyncContextManager[Transaction]:
        """For the centre's own handlers: sees all; `scope` is what new rows belong to."""
        ...


class Alarms(Protocol):
    """Asks a command at a moment: never before, at least once, after a restart too.

    One alarm a key: setting again replaces it.
    """

    async def set(
        self, tx: Transaction, command: Command, *, key: str, at: datetime
    ) -> None: ...

    async def clear(self, tx: Transaction, key: str) -> None: ...

    async def ring(self) -> datetime | None:
        """Asks what is due and returns when the next one is; called in a loop."""
        ...


class Bus(Protocol):
    """Carries what was committed to the stages that listen.

    Nothing arrives before its commit; everything arrives at least once; what concerns
    one contact arrives at a stage in order; a handler that raises neither loses the
    message nor holds up other contacts or other stages.
    """

    def hears(
        self, stage: str, kind: type[E], handler: Callable[[E], Awaitable[None]]
    ) -> None: ...

    def does(
        self, stage: str, kind: type[C], handler: Callable[[C], Awaitable[None]]
    ) -> None:
        """Raises ValueError if the command already has its one doer."""
        ...

    def takes_together(self, stage: str) -> None:
        """What this stage hears may be taken many at a time, in one transaction: its
        handlers only write things down, and act on nothing after the commit."""
        ...

    def watches(self, kind: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        """For live screens: from now on, in every process, at most once."""
        ...

    async def carry(self) -> int:
        """Delivers what is committed by now and returns how many messages arrived."""
        ...


class Leases(Protocol):
    """One owner at a time for what only one process may do, such as a routing domain.

    The owner's death frees it; nobody waits for a time-out.
    """

    async def take(self, name: str) -> bool:
        """True if it is (still, or from now on) this process's."""
        ...

    async def give_back(self, name: str) -> None: ...


class Parameters(Protocol):
    """Limits, tiers, targets and rules as data: typed, versioned, scoped, audited.

    `get` costs a look-up in memory; a change reaches every process within a second, and
    one that was made ahead holds everywhere from its moment on.
    """

    def get(self, kind: type[T], scope: Scope) -> T:
        """Of the versions nearest to the scope's path the latest whose moment has come,
        else the defaults of `kind`. Above the first place lies the empty path."""
        ...

    def version(self, kind: type[T], scope: Scope) -> int:
        """0 for the defaults; no two values of a kind have the same."""
        ...

    async def set(
        self,
        tx: Transaction,
        value: object,
        *,
        by: UserId,
        since: datetime | None = None,
        reason: str | None = None,
    ) -> int:
        """Makes a new version for the transaction's place and returns its number.

        It holds from `since` on, at once if that is None or has come. Until the commit
        nobody else changes this parameter.
        """
        ...

    async def refresh(self) -> None:
        """Reads what changed since the last time; called in a loop."""
        ...


class Versions(Protocol):
    """What was, is and will be set of a parameter; nothing of it is ever removed."""

    async def history(self, tx: Transaction, kinds: Sequence[type]) -> list[Version]:
        """Of the tenant, by kind, the last made first."""
        ...

    async def inherit(
        self,
        tx: Transaction,
        kind: type,
        *,
        by: UserId,
        since: datetime | None = None,
        reason: str | None = None,
    ) -> int:
        """A version without a value: at the transaction's place what is above holds."""
        ...

    async def call_off(
        self, tx: Transaction, kind: type, version: int, *, by: UserId
    ) -> bool:
        """Of the transaction's place; False if it holds already, or is not there."""
        ...


class Blobs(Protocol):
    """Recordings and files, encrypted where they lie, found by key."""

    async def put(self, key: str, data: bytes) -> str:
        """Stores and returns the SHA-256 (hex) of what was given."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises KeyError if there is none, ValueError if it was altered."""
        ...

    async def delete(self, key: str) -> None: ...

    async def clear(self, folder: str) -> None:
        """Deletes all whose keys begin with `folder` and a slash."""
        ...
