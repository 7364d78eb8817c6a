"""The verbs of the partners, and what others may ask of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from yingda.journey.partners import core, store
from yingda.journey.partners.errors import (
    ProviderTaken,
    StaleProvider,
    UnknownProvider,
)
from yingda.journey.partners.model import (
    Draft,
    Kept,
    NewProvider,
    Provider,
    ProviderPage,
    Sought,
)
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import MessageId, ProviderId
from yingda.kernel.name import Name
from yingda.kernel.numbers import masked
from yingda.kernel.org import Asker, Scope
from yingda.kernel.search import findable, is_meant
from yingda.messages.partners import ProviderCard, ProviderChanged
from yingda.messages.system import PersonalDataSeen
from yingda.platform.ports import Clock, Ids, Keys, Transaction, Work

READ, ADMIN = "partners.read", "partners.admin"


class Partners:
    """Who serves on our behalf, and how well?

    Questions are asked for the centre's sake and see the whole tenant; lists see what
    the asker's part of the tree administers.
    """

    def __init__(self, *, work: Work, clock: Clock, ids: Ids, keys: Keys) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._keys = keys

    # --- what others ask ------------------------------------------------------------

    async def providers_for(
        self, scope: Scope, path: str, service: str
    ) -> Sequence[ProviderCard]:
        """Who serves at this place today and does this service (any, if it is empty);
        the best appraised first."""
        async with self._work.system(scope) as tx:
            rows = await store.serving(tx, path, service, today=self._today())
        return [self._card(one) for one in rows]

    async def providers(
        self, scope: Scope, codes: Sequence[str]
    ) -> Mapping[str, ProviderCard]:
        """Who serves under these short codes today? Unknown ones are left out."""
        async with self._work.system(scope) as tx:
            rows = await store.with_codes(tx, codes, today=self._today())
        return {one.code: self._card(one) for one in rows if one.code}

    async def provider_names(
        self, scope: Scope, ids: Sequence[str]
    ) -> Mapping[str, Name]:
        """Of those who are gone, too: what they did has their name."""
        async with self._work.system(scope) as tx:
            return {one.provider_id: one.name for one in await store.known(tx, ids)}

    # --- looking --------------------------------------------------------------------

    async def page(self, asker: Asker, sought: Sought) -> ProviderPage:
        """Those whose name, its pinyin, id or code begins as typed; numbers masked."""
        asker.must(READ)
        async with self._work.begin(asker.scope) as tx:
            rows = await store.page(tx, sought.after, with_gone=sought.with_gone)
        found = [one for one in rows if _is_meant(one, sought.typed)]
        shown = found[: sought.limit]
        return ProviderPage(
            providers=tuple(
                self._provider(one, masked(self._phone(one))) for one in shown
            ),
            next=shown[-1].provider_id if len(found) > len(shown) else None,
        )

    async def provider(self, asker: Asker, provider_id: str) -> Provider:
        """With the number to call, which is written into the log of data access."""
        asker.must(READ)
        async with self._work.begin(asker.scope) as tx:
            one = await _found(tx, provider_id)
            await tx.tell(
                PersonalDataSeen(
                    id=self._ids.new(MessageId),
                    at=self._clock.now(),
                    scope=asker.scope,
                    user_id=asker.user_id,
                    action=READ,
                    subject=f"provider/{provider_id}",
                    reason=None,
                )
            )
        return self._provider(one, self._phone(one))

    # --- changing -------------------------------------------------------------------

    async def add(self, asker: Asker, new: NewProvider) -> Provider:
        asker.must(ADMIN)
        _check(new.provider, asker.scope.path)
        await self._must_be_free(asker.scope, new.provider, new.provider_id)
        async with self._work.begin(asker.scope) as tx:
            if not await self._add(tx, new, asker.scope.path):
                raise ProviderTaken("provider_id", new.provider_id)
            await self._tell(
                tx, asker, ProviderId(new.provider_id), asker.scope.path, "added"
            )
            one = await _found(tx, new.provider_id)
        return self._provider(one, self._phone(one))

    async def change(
        self, asker: Asker, provider_id: str, draft: Draft, seen: int
    ) -> Provider:
        """One whose contract was ended serves again."""
        asker.must(ADMIN)
        _check(draft, asker.scope.path)
        await self._must_be_free(asker.scope, draft, provider_id)
        async with self._work.begin(asker.scope) as tx:
            before = await _found(tx, provider_id)
            if before.version != seen:
                raise StaleProvider(before.version)
            if what := core.differences(before, self._phone(before), draft):
                phone = self._keys.seal(draft.phone, about=_about(provider_id))
                await store.change(tx, provider_id, draft, phone=phone)
                await self._tell(tx, asker, before.provider_id, before.path, *what)
            one = await _found(tx, provider_id)
        return self._provider(one, self._phone(one))

    async def end(self, asker: Asker, provider_id: str) -> None:
        """It gets no more orders, and callers no longer find it; what it did stays."""
        asker.must(ADMIN)
        async with self._work.begin(asker.scope) as tx:
            before = await _found(tx, provider_id)
            if before.ended_at is not None:
                return
            await store.end(tx, before.provider_id, self._clock.now())
            await self._tell(tx, asker, before.provider_id, before.path, "ended")

    async def found(self, scope: Scope, made: Sequence[NewProvider]) -> int:
        """Enters those who are not there, and returns how many they are."""
        async with self._work.system(scope) as tx:
            return sum([await self._add(tx, one, scope.path) for one in made])

    async def _must_be_free(self, scope: Scope, draft: Draft, but: str) -> None:
        """Codes are one for the whole tenant: callers know no places."""
        if not draft.code:
            return
        async with self._work.system(scope) as tx:
            if await store.code_is_taken(tx, draft.code, but):
                raise ProviderTaken("code", draft.code)

    async def _add(self, tx: Transaction, new: NewProvider, place: str) -> bool:
        phone = self._keys.seal(new.provider.phone, about=_about(new.provider_id))
        return await store.add(
            tx, new.provider_id, new.provider, phone=phone, place=place
        )

    async def _tell(
        self,
        tx: Transaction,
        asker: Asker,
        provider_id: ProviderId,
        place: str,
        *what: str,
    ) -> None:
        mine = asker.scope
        await tx.tell(
            ProviderChanged(
                id=self._ids.new(MessageId),
                at=self._clock.now(),
                scope=Scope(tenant_id=mine.tenant_id, path=place, site=mine.site),
                provider_id=provider_id,
                what=what,
                user_id=asker.user_id,
            )
        )

    def _today(self) -> date:
        return business_date(self._clock.now())

    def _phone(self, one: Kept) -> str:
        return self._keys.open(one.phone, about=_about(one.provider_id))

    def _card(self, one: Kept) -> ProviderCard:
        return ProviderCard(
            provider_id=one.provider_id,
            code=one.code,
            name=one.name,
            service=one.service,
            phone=self._phone(one),
            score=one.score,
        )

    def _provider(self, one: Kept, phone: str) -> Provider:
        return Provider(
            provider_id=one.provider_id,
            path=one.path,
            name=one.name,
            service=one.service,
            regions=one.regions,
            contract_from=one.contract_from,
            contract_until=one.contract_until,
            phone=phone,
            code=one.code or "",
            skills=one.skills,
            score=one.score,
            is_active=one.ended_at is None,
            version=one.version,
        )


async def _found(tx: Transaction, provider_id: str) -> Kept:
    one = await store.one(tx, provider_id)
    if one is None:
        raise UnknownProvider(provider_id)
    return one


def _check(draft: Draft, reach: str) -> None:
    for problem in core.problems(draft, reach):
        raise problem


def _is_meant(one: Kept, typed: str) -> bool:
    text = typed.strip().lower()
    return (
        is_meant(findable(one.name.zh), one.code or "", text)
        or text in one.name.en.lower()
        or text in one.provider_id
    )


def _about(provider_id: str) -> str:
    return f"provider/{provider_id}"
