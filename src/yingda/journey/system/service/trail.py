"""The five logs: written as things are heard, sealed each second, kept by rule."""

from collections.abc import Mapping, Sequence

from yingda.journey.system.core import sealing, words
from yingda.journey.system.core.words import Noted
from yingda.journey.system.limits import Retention, lifetime
from yingda.journey.system.model import (
    ChainState,
    Entry,
    Finding,
    Head,
    Kind,
    Line,
    Sealed,
    Wanted,
    Wrong,
)
from yingda.journey.system.ports import Names
from yingda.journey.system.store import trail as store
from yingda.kernel.ids import MessageId, TenantId
from yingda.kernel.org import EVERYWHERE, Asker, Scope
from yingda.platform.ports import Clock, Ids, Parameters, Transaction, Work

AT_ONCE = 500
"""Entries that are sealed, or checked, in one transaction."""
AUDIT = "system.audit"
LET_GO = "logs.let-go"


class Trail:
    """Who did what. Only added to; every row is chained to the one before."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        names: Names,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self.names = names

    # --- writing --------------------------------------------------------------------

    async def note(self, event: Noted) -> None:
        """One fact that was heard, once."""
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="system"):
                kind, line = words.NOTED[type(event)], words.line(event)
                await store.add(tx, _line(event.scope, kind, event.id, line))

    async def write(
        self,
        scope: Scope,
        kind: Kind,
        lines: Sequence[Line],
    ) -> None:
        """What no event tells: many at once."""
        if not lines:
            return
        async with self._work.system(scope) as tx:
            for line in lines:
                await store.add(tx, _line(scope, kind, self._ids.new(MessageId), line))

    async def seal(self) -> int:
        """Chains what was committed since the last time, and returns how much it was.

        Called about once a second. A row that is committed late is chained late: none
        is left out, because only rows without a place are looked at.
        """
        async with self._work.system(EVERYWHERE) as tx:
            chains = await store.unsealed_chains(tx)
        return sum([await self._seal(tenant, chain) for tenant, chain in chains])

    async def _seal(self, tenant_id: TenantId, chain: str) -> int:
        async with self._work.system(_whole(tenant_id)) as tx:
            head = await store.head(tx, chain)
            entries = await store.unsealed(tx, chain, at_most=AT_ONCE)
            if entries:
                await store.seal(tx, chain, sealing.chained(head, entries))
        return len(entries)

    # --- keeping --------------------------------------------------------------------

    async def let_go(self, scope: Scope) -> int:
        """Lets go what is older than the rule keeps it, and writes down what it was."""
        now, gone = self._clock.now(), 0
        rule = self._parameters.get(Retention, scope)
        async with self._work.system(scope) as tx:
            for chain in await store.chains(tx):
                kept_for = lifetime(rule, chain)
                if kept_for is None:
                    continue
                await store.head(tx, chain)
                last = await store.last_before(tx, chain, now - kept_for)
                if last is None or last.number is None or last.hash is None:
                    continue
                gone += await store.let_go(tx, chain, last.number, last.hash)
                line = Line(
                    at=now, action=LET_GO, subject=f"log/{chain}", reason=_mark(last)
                )
                noted = _line(scope, Kind.OPERATION, self._ids.new(MessageId), line)
                await store.add(tx, noted)
        return gone

    # --- reading --------------------------------------------------------------------

    async def find(self, asker: Asker, wanted: Wanted) -> list[Sealed]:
        """A page of what was done within the asker's scope, the newest first."""
        asker.must(AUDIT)
        async with self._work.begin(asker.scope) as tx:
            return await store.listed(tx, wanted)

    async def verify(self, asker: Asker) -> list[ChainState]:
        """Recomputes every chain of the tenant; names the first entry of each that is
        altered, missing or out of its place."""
        asker.must(AUDIT)
        async with self._work.system(asker.scope) as tx:
            chains = await store.chains(tx)
        return [await self._verify(asker.scope, chain) for chain in sorted(chains)]

    async def differing(
        self, asker: Asker, kept: Mapping[str, tuple[int, str]]
    ) -> list[str]:
        """The logs whose entry of that number has not the hash that was kept elsewhere;
        what the rule has let go since is not compared."""
        asker.must(AUDIT)
        found = []
        async with self._work.system(asker.scope) as tx:
            for name, (number, own) in sorted(kept.items()):
                chain = "" if name == "all" else name
                head = await store.head(tx, chain)
                rows = await store.chain(tx, chain, after=number - 1, at_most=1)
                is_there = bool(rows) and rows[0].number == number
                hashed = (rows[0].hash or b"").hex() if is_there else ""
                if number > head.first_number and hashed != own:
                    found.append(name)
        return found

    async def _verify(self, scope: Scope, chain: str) -> ChainState:
        async with self._work.system(scope) as tx:
            head = await store.head(tx, chain)
            finding = await self._beginning(tx, chain, head)
            if finding is None:
                finding = await self._walk(tx, chain, head)
        return ChainState(
            chain=chain or "all",
            number=head.number,
            hash=head.hash.hex(),
            finding=finding,
        )

    async def _beginning(
        self, tx: Transaction, chain: str, head: Head
    ) -> Finding | None:
        """Rows may be gone only if the operation log says that the rule let them go."""
        if head.first_number == 0:
            return None
        mark = f"{head.first_number} {head.first_hash.hex()}"
        if await store.is_noted(tx, LET_GO, f"log/{chain}", mark):
            return None
        return Finding(number=1, wrong=Wrong.MISSING)

    async def _walk(self, tx: Transaction, chain: str, head: Head) -> Finding | None:
        number, before = head.first_number, head.first_hash
        while page := await store.chain(tx, chain, after=number, at_most=AT_ONCE):
            for row in page:
                if not sealing.holds(row, number + 1, before):
                    return await self._named(tx, chain, row, number + 1, before)
                number, before = number + 1, row.hash or b""
        return sealing.at_the_end(number, before, head)

    async def _named(
        self, tx: Transaction, chain: str, row: Sealed, number: int, before: bytes
    ) -> Finding:
        belongs = await store.linked_to(tx, chain, before)
        finding = sealing.what_is_wrong(row, number, before, belongs)
        if finding.wrong is not Wrong.ALTERED or finding.number != number:
            return finding
        # Its words may be those of another place: then two have changed places.
        after = 0
        while page := await store.chain(tx, chain, after=after, at_most=AT_ONCE):
            if any(sealing.fits(place, row.entry) for place in page):
                return Finding(number=number, wrong=Wrong.REORDERED, id=row.entry.id)
            after = page[-1].number or 0
        return finding


def _line(scope: Scope, kind: Kind, entry_id: MessageId, line: Line) -> Entry:
    return Entry(
        kind=kind,
        chain=kind.value,
        id=entry_id,
        at=line.at,
        tenant_id=scope.tenant_id,
        path=scope.path,
        user_id=line.by,
        action=line.action,
        subject=line.subject,
        reason=line.reason,
        origin=line.origin,
    )


def _whole(tenant_id: TenantId) -> Scope:
    return Scope(tenant_id=tenant_id, path=str(tenant_id), site="*")


def _mark(last: Sealed) -> str:
    return f"{last.number} {(last.hash or b'').hex()}"
