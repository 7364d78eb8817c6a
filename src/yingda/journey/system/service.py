"""The verbs of the system: the audit trail, parameters, health."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from msgspec import Struct

from yingda.journey.system import core, store
from yingda.journey.system.errors import (
    BadParameter,
    StaleParameter,
    UnknownParameter,
)
from yingda.journey.system.model import (
    Check,
    Entry,
    Head,
    Health,
    ParameterNow,
    Sealed,
    Wanted,
)
from yingda.journey.system.ports import Names
from yingda.kernel.ids import MessageId, TenantId, UserId
from yingda.kernel.message import Event
from yingda.kernel.org import EVERYWHERE, Asker, Scope
from yingda.kernel.refusal import Refusal
from yingda.messages.dialogue import FlowPublished
from yingda.messages.people import (
    SignInFailed,
    UserLockedOut,
    UserSignedIn,
    UserSignedOut,
)
from yingda.messages.system import ParameterChanged, PersonalDataSeen
from yingda.platform.ports import Clock, Ids, Parameters, Work

AT_ONCE = 500
"""Entries that are sealed, or checked, in one transaction."""
ADMIN, AUDIT = "system.admin", "system.audit"

PATIENCE = 1.0
"""Seconds for a part of the centre to answer."""

Probe = Callable[[], Awaitable[None]]
"""Returns if a part of the centre answers, raises if it does not."""


class System:
    """Is it well, and who changed what?"""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        names: Names,
        kinds: Mapping[str, type[Struct]],
        probes: Mapping[str, Probe],
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self._kinds = kinds
        self._probes = probes
        self.names = names

    # --- the audit trail ------------------------------------------------------------

    async def personal_data_seen(self, event: PersonalDataSeen) -> None:
        await self._note(
            event, event.user_id, event.action, event.subject, event.reason
        )

    async def parameter_changed(self, event: ParameterChanged) -> None:
        subject = f"parameter/{event.name}"
        version = f"version {event.parameter_version}"
        await self._note(event, event.user_id, "parameters.set", subject, version)

    async def user_signed_in(self, event: UserSignedIn) -> None:
        await self._note(event, event.user_id, "sign-in", f"user/{event.user_id}")

    async def user_signed_out(self, event: UserSignedOut) -> None:
        await self._note(event, event.user_id, "sign-out", f"user/{event.user_id}")

    async def sign_in_failed(self, event: SignInFailed) -> None:
        subject = f"user/{event.user_id or '-'}"
        await self._note(event, event.user_id, "sign-in.failed", subject, event.why)

    async def user_locked_out(self, event: UserLockedOut) -> None:
        subject = f"user/{event.user_id or '-'}"
        await self._note(event, event.user_id, "sign-in.locked-out", subject)

    async def flow_published(self, event: FlowPublished) -> None:
        subject = f"flow/{event.flow_id}"
        version = f"version {event.flow_version}"
        await self._note(event, event.user_id, "flows.publish", subject, version)

    async def seal(self) -> int:
        """Chains what was committed since the last time, and returns how much it was.

        Called about once a second. A row that is committed late is chained late: none
        is left out, because only rows without a place are looked at.
        """
        async with self._work.system(EVERYWHERE) as tx:
            tenants = await store.unsealed_tenants(tx)
        return sum([await self._seal(tenant_id) for tenant_id in tenants])

    async def _seal(self, tenant_id: TenantId) -> int:
        scope = Scope(tenant_id=tenant_id, path=str(tenant_id), site="*")
        async with self._work.system(scope) as tx:
            head = await store.head(tx)
            entries = await store.unsealed(tx, at_most=AT_ONCE)
            if entries:
                await store.seal(tx, core.chained(head, entries))
        return len(entries)

    async def first_broken(self, asker: Asker) -> int | None:
        """The number of the first entry that was tampered with; None: the chain holds."""
        asker.must(AUDIT)
        async with self._work.system(asker.scope) as tx:
            head = await store.head(tx)
            at = Head()
            while page := await store.chain(tx, after=at.number, at_most=AT_ONCE):
                before, at = at, core.followed(page, at)
                if at.number < before.number + len(page):
                    break
        return None if at == head else at.number + 1

    async def find(self, asker: Asker, wanted: Wanted) -> list[Sealed]:
        """A page of what was done within the asker's scope, the newest first."""
        asker.must(AUDIT)
        async with self._work.begin(asker.scope) as tx:
            return await store.listed(tx, wanted)

    async def _note(
        self,
        event: Event,
        user_id: UserId | None,
        action: str,
        subject: str,
        reason: str | None = None,
    ) -> None:
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="system"):
                await store.add(
                    tx,
                    Entry(
                        id=event.id,
                        at=event.at,
                        tenant_id=event.scope.tenant_id,
                        path=event.scope.path,
                        user_id=user_id,
                        action=action,
                        subject=subject,
                        reason=reason,
                    ),
                )

    # --- parameters -----------------------------------------------------------------

    def parameters(self, asker: Asker) -> list[ParameterNow]:
        """All rules of the centre as they stand for the asker's place."""
        asker.must(ADMIN)
        return [self.parameter(asker, name) for name in sorted(self._kinds)]

    def parameter(self, asker: Asker, name: str) -> ParameterNow:
        asker.must(ADMIN)
        kind = self._kind(name)
        return ParameterNow(
            name=name,
            version=self._parameters.version(kind, asker.scope),
            value=msgspec.to_builtins(self._parameters.get(kind, asker.scope)),
        )

    def schema(self, asker: Asker, name: str) -> Mapping[str, object]:
        """What the rules may look like, as JSON Schema."""
        asker.must(ADMIN)
        return msgspec.json.schema(self._kind(name))

    async def set_parameter(
        self, asker: Asker, name: str, value: object, *, seen: int | None
    ) -> ParameterNow:
        """A new version for the asker's place; `seen` is the version that was edited."""
        asker.must(ADMIN)
        kind = self._kind(name)
        try:
            fresh = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            raise BadParameter(name, str(error)) from error
        current = self._parameters.version(kind, asker.scope)
        if seen is not None and seen != current:
            raise StaleParameter(name, current)
        async with self._work.system(asker.scope) as tx:
            version = await self._parameters.set(tx, fresh, by=asker.user_id)
            await tx.tell(
                ParameterChanged(
                    id=self._ids.new(MessageId),
                    at=self._clock.now(),
                    scope=asker.scope,
                    user_id=asker.user_id,
                    name=name,
                    parameter_version=version,
                )
            )
        await self._parameters.refresh()
        return self.parameter(asker, name)

    def _kind(self, name: str) -> type[Struct]:
        if name not in self._kinds:
            raise UnknownParameter(name)
        return self._kinds[name]

    # --- health ---------------------------------------------------------------------

    async def health(self) -> Health:
        """Asks each part; a part that cannot answer is not well, and the rest goes on."""
        database = await _check("database", self._probe)
        others = [await _check(*part) for part in self._probes.items()]
        checks = (database, *others)
        return Health(
            is_well=all(one.is_well for one in checks),
            is_serving=database.is_well,
            checks=checks,
        )

    async def _probe(self) -> None:
        async with self._work.system(EVERYWHERE) as tx:
            await store.probe(tx)


async def _check(name: str, probe: Probe) -> Check:
    try:
        async with asyncio.timeout(PATIENCE):
            await probe()
    except (Refusal, OSError):
        return Check(name=name, is_well=False)
    return Check(name=name, is_well=True)
