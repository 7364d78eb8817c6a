"""Who gets an order: the rules as they stand, asked and explained."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yingda.journey.workorders.core.dispatch import (
    Facts,
    Match,
    NoMatch,
    Table,
    Tried,
)
from yingda.journey.workorders.core.overlaps import overlapping
from yingda.journey.workorders.errors import RulesOverlap, UnknownHolder
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.journey.workorders.model import HolderKind
from yingda.journey.workorders.ports import Names, Providers
from yingda.kernel.org import Scope
from yingda.platform.ports import Parameters


class Dispatching:
    """The rules are those of the scope's place, or of the nearest place above it."""

    def __init__(
        self, *, parameters: Parameters, names: Names, providers: Providers
    ) -> None:
        self._parameters = parameters
        self._names = names
        self._providers = providers
        self._ready: dict[tuple[str, str], tuple[Dispatch, Table]] = {}

    def rules(self, scope: Scope) -> Dispatch:
        return self._parameters.get(Dispatch, scope)

    async def informed(self, scope: Scope, facts: Facts) -> Facts:
        """With the service providers who serve there today; asked before the
        transaction, and only where a rule names one."""
        if not any(rule.kind == "provider" for rule in self.rules(scope).rules):
            return facts
        found = await self._providers.providers_for(scope, facts.region, facts.service)
        return replace(facts, serving=frozenset(one.provider_id for one in found))

    def decide(self, scope: Scope, facts: Facts) -> Match | NoMatch:
        """Answered from memory: it may be asked within a transaction."""
        return self._table(scope).decide(facts)

    def explain(self, scope: Scope, facts: Facts) -> tuple[Tried, ...]:
        """Every rule, with the columns that do not fit; none, and it fits."""
        return self._table(scope).explain(facts)

    async def check(self, scope: Scope, given: object) -> None:
        """Refuses rules of which several fit where one only may, or which give orders to
        somebody who is not there."""
        assert isinstance(given, Dispatch)
        for row, other in overlapping(given):
            raise RulesOverlap(given.table, row, other)
        for stranger in await self.strangers(scope, given):
            raise stranger

    async def strangers(
        self, scope: Scope, table: Dispatch
    ) -> tuple[UnknownHolder, ...]:
        """The rows that give orders to somebody who is not there."""
        known = {
            kind: await self._known(scope, kind, ids)
            for kind, ids in _holders(table).items()
        }
        return tuple(
            UnknownHolder(table.table, row, rule.kind, rule.holder)
            for row, rule in enumerate(table.rules, 1)
            if rule.holder not in known[rule.kind]
        )

    async def knows(self, scope: Scope, kind: HolderKind, holder: str) -> bool:
        """Whether there is somebody of that kind and id to give an order to."""
        return holder in await self._known(scope, kind, [holder])

    async def _known(
        self, scope: Scope, kind: HolderKind, ids: Sequence[str]
    ) -> frozenset[str]:
        match kind:
            case "place":
                return frozenset(await self._names.called(scope, "branch", ids))
            case "group":
                return frozenset(await self._names.called(scope, "group", ids))
            case "person":
                return frozenset(await self._names.names(scope, "user", ids))
            case "provider":
                return frozenset(await self._providers.provider_names(scope, ids))

    def _table(self, scope: Scope) -> Table:
        place, rules = (scope.tenant_id, scope.path), self.rules(scope)
        known = self._ready.get(place)
        if known is None or known[0] is not rules:
            known = self._ready[place] = rules, Table(rules)
        return known[1]


def _holders(table: Dispatch) -> Mapping[HolderKind, Sequence[str]]:
    found: dict[HolderKind, list[str]] = {}
    for rule in table.rules:
        found.setdefault(rule.kind, []).append(rule.holder)
    return found
