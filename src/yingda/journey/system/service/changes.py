"""One rule changed: checked first, then written down as a version that is told of."""

from collections.abc import Awaitable, Callable, Mapping

import msgspec
from msgspec import Struct

from yingda.journey.system.core import forms
from yingda.journey.system.core.holding import is_within, nearest
from yingda.journey.system.errors import (
    BadParameter,
    StaleParameter,
    UnknownField,
    UnknownParameter,
)
from yingda.journey.system.limits import FourEyes
from yingda.journey.system.model import Change
from yingda.kernel.ids import MessageId
from yingda.kernel.org import Asker, Scope
from yingda.kernel.rule import Version
from yingda.messages.system import ParameterChanged
from yingda.platform.ports import (
    Clock,
    Ids,
    Parameters,
    Transaction,
    Versions,
)

ADMIN = "system.admin"
EVERYWHERE = "system.everywhere"
"""To set what holds for the whole system. No role has it; the command line does."""

WHOLE = "*"
"""The place above the first one of the tree: the whole system."""

Check = Callable[[Scope, object], Awaitable[None]]
"""Refuses a value that does not fit what is there, such as the people who work here."""


class Changes:
    def __init__(
        self,
        *,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        versions: Versions,
        kinds: Mapping[str, type[Struct]],
        checks: Mapping[type[Struct], Check],
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self._versions = versions
        self.kinds = kinds
        self._checks = checks

    def kind(self, name: str) -> type[Struct]:
        if name not in self.kinds:
            raise UnknownParameter(name)
        return self.kinds[name]

    def value(self, name: str, version: Version | None) -> object:
        """What was kept, with the fields that the rules have got since; None: the defaults."""
        kind = self.kind(name)
        if version is None:
            return kept(kind())
        try:
            return kept(msgspec.convert(version.value, kind))
        except msgspec.ValidationError:
            # Written by another release: it is shown as it is, to be mended.
            return version.value

    def needs_two(self, name: str, scope: Scope) -> bool:
        marked = self._parameters.get(FourEyes, scope).names
        return name in marked or self.kinds[name] is FourEyes

    def formed(self, name: str, value: object) -> Struct:
        """The value as its kind; refused with the field and what is allowed there."""
        kind = self.kind(name)
        schema = msgspec.json.schema(kind)
        try:
            fresh = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            where, allowed = forms.told(str(error), schema)
            raise BadParameter(name, where, allowed) from error
        for where in forms.unknown(value, msgspec.to_builtins(fresh, str_keys=True)):
            raise UnknownField(name, where, ", ".join(forms.fields(schema, where)))
        return fresh

    async def fits(self, scope: Scope, change: Change) -> Struct | None:
        """Asked before the transaction. None: what is above is to hold, which somebody
        has checked when it was set there."""
        if change.value is None:
            return None
        fresh = self.formed(change.name, change.value)
        if isinstance(fresh, FourEyes) and (strange := fresh.names - self.kinds.keys()):
            allowed = ", ".join(self.kinds)
            raise BadParameter(change.name, f"names: {min(strange)}", allowed)
        if check := self._checks.get(type(fresh)):
            await check(scope, fresh)
        return fresh

    async def write(
        self, tx: Transaction, scope: Scope, change: Change, fresh: Struct | None
    ) -> int:
        """Within a transaction of the change's place; `scope` is where it is told of."""
        kind = self.kind(change.name)
        if fresh is None:
            version = await self._versions.inherit(
                tx, kind, by=change.by, since=change.since, reason=change.reason
            )
        else:
            version = await self._parameters.set(
                tx, fresh, by=change.by, since=change.since, reason=change.reason
            )
        await self._must_be_fresh(tx, kind, change, but=version)
        now = self._clock.now()
        is_ahead = change.since is not None and change.since > now
        await tx.tell(
            ParameterChanged(
                id=self._ids.new(MessageId),
                at=now,
                scope=scope,
                user_id=change.by,
                name=change.name,
                parameter_version=version,
                place=change.place,
                how=change.how.value,
                holds_from=change.since if is_ahead else None,
            )
        )
        return version

    async def _must_be_fresh(
        self, tx: Transaction, kind: type[Struct], change: Change, *, but: int
    ) -> None:
        """Looked at once nobody else can change the rule: what was read still holds."""
        if change.seen is None:
            return
        known = await self._versions.history(tx, [kind])
        others = [one for one in known if one.version != but]
        found = nearest(others, path_of(change.place), self._clock.now())
        current = found.version if found else 0
        if current != change.seen:
            raise StaleParameter(change.name, current)


def kept(value: Struct) -> object:
    """As it is written down: a set is a list in one order, so that equal values look alike."""
    return msgspec.to_builtins(value, str_keys=True, order="deterministic")


def may(asker: Asker, place: str) -> bool:
    """Whether the place is the asker's own, or lies below it."""
    if place == WHOLE:
        return asker.may(EVERYWHERE)
    return is_within(place, asker.scope.path)


def path_of(place: str) -> str:
    return "" if place == WHOLE else place


def place_of(path: str) -> str:
    return path or WHOLE


def at(place: str, scope: Scope) -> Scope:
    """The transaction in which a value for this place is written."""
    return Scope(tenant_id=scope.tenant_id, path=path_of(place), site=scope.site)


def told_at(place: str, scope: Scope) -> Scope:
    """What holds for the whole system is told at the first place, which has the name of
    its tenant."""
    return at(str(scope.tenant_id) if place == WHOLE else place, scope)
