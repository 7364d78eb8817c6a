"""The questions that the customer file answers, and its verbs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from yingda.journey.customers import store
from yingda.journey.customers.core import ages, cards, strangers
from yingda.journey.customers.errors import UnknownCustomer, UnknownNumber
from yingda.journey.customers.limits import Limits, NumberPlan, Words
from yingda.journey.customers.model import Customer, NewCustomer, Owned, Point
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import BranchId, CustomerId, MessageId, PointId
from yingda.kernel.lately import Lately
from yingda.kernel.numbers import is_mobile, masked, normal
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.customers import CustomerCard, MaskedPoint, Named, Whose
from yingda.messages.system import PersonalDataSeen
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Work

N = TypeVar("N", bound=str)

LATELY = timedelta(seconds=1)
"""A caller is asked about when they arrive, and again at once by the flow."""


class Customers:
    """Who is this, and what do we know?

    Numbers are taken in any form. Questions about callers see the whole tenant; what
    is shown to people sees their scope only.
    """

    def __init__(
        self, *, work: Work, clock: Clock, ids: Ids, keys: Keys, parameters: Parameters
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._keys = keys
        self._parameters = parameters
        self._lately: Lately[PointId, Point] = Lately(LATELY)

    async def whose(self, scope: Scope, numbers: Sequence[N]) -> Mapping[N, Whose]:
        """Whose numbers are these? A number never seen gets its point now."""
        if not numbers:
            return {}
        texts = {number: normal(number) for number in numbers}
        blinds = {text: self._keys.blind(text) for text in texts.values()}
        async with self._work.system(scope) as tx:
            points = await store.points_by_blind(tx, blinds.values())
        fresh = {text for text, blind in blinds.items() if blind not in points}
        if fresh:
            points = points | await self._register(scope, fresh, blinds)
        now = self._clock.now()
        for point in points.values():
            self._lately.put(point.point_id, point, now)
        return {
            number: self._whose(scope, points[blinds[text]], text)
            for number, text in texts.items()
        }

    async def _register(
        self, scope: Scope, texts: Iterable[str], blinds: Mapping[str, bytes]
    ) -> dict[bytes, Point]:
        plan = self._parameters.get(NumberPlan, scope)
        rows = []
        for text in texts:
            point_id = self._ids.new(PointId)
            sealed = self._keys.seal(text, about=_of_point(point_id))
            place = strangers.origin(text, plan).branch_id or scope.path
            rows.append((point_id, sealed, blinds[text], place))
        async with self._work.system(scope) as tx:
            await store.add_points(tx, rows)
            # Whoever added a number in the same moment gave it the point that counts.
            return await store.points_by_blind(tx, [row[2] for row in rows])

    async def known(
        self, scope: Scope, point_ids: Sequence[PointId]
    ) -> Mapping[PointId, Whose]:
        """The same as `whose`, for those whose point is known. Unknown ids are left out."""
        points = await self._points(scope, point_ids)
        return {
            point_id: self._whose(scope, point, self._number(point))
            for point_id, point in points.items()
        }

    async def _points(
        self, scope: Scope, point_ids: Sequence[PointId]
    ) -> Mapping[PointId, Point]:
        now = self._clock.now()
        seen = {one: self._lately.get(one, now) for one in point_ids}
        points = {one: point for one, point in seen.items() if point is not None}
        if len(points) < len(seen):
            async with self._work.system(scope) as tx:
                points = await store.points_by_id(tx, point_ids)
        return points

    def branches_of_area(self, scope: Scope, number: str) -> tuple[BranchId, ...]:
        """The branches that share the area code of a landline number."""
        plan = self._parameters.get(NumberPlan, scope)
        return strangers.branches_of_area(normal(number), plan)

    async def card(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, CustomerCard]:
        """What may be shown. Those outside the scope are left out."""
        async with self._work.begin(scope) as tx:
            found = await store.customers(tx, customer_ids)
            points = await store.points_of(tx, customer_ids)
        return {
            customer_id: self._card(
                scope, one, [p for p in points if p.customer_id == customer_id]
            )
            for customer_id, one in found.items()
        }

    async def names(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, str]:
        """Masked names, for lists. Those outside the scope are left out."""
        async with self._work.begin(scope) as tx:
            found = await store.customers(tx, customer_ids)
        return {one.customer_id: self._masked_name(one) for one in found.values()}

    async def masked(
        self, scope: Scope, point_ids: Sequence[PointId]
    ) -> Mapping[PointId, MaskedPoint]:
        """Numbers as they may be shown. Those outside the scope are left out."""
        async with self._work.begin(scope) as tx:
            points = await store.points_by_id(tx, point_ids)
        return {point_id: self._masked(point) for point_id, point in points.items()}

    async def mobile(
        self, scope: Scope, *, point_id: PointId | None, customer_id: CustomerId | None
    ) -> tuple[PointId, str] | None:
        """The number itself, for the centre to write to: of the point, else the first
        mobile one of the customer. None: there is no mobile one."""
        async with self._work.system(scope) as tx:
            points = list((await store.points_by_id(tx, _some(point_id))).values())
            points += await store.points_of(tx, _some(customer_id))
        numbers = [(one.point_id, self._number(one)) for one in points]
        return next((one for one in numbers if is_mobile(one[1])), None)

    async def points_of(
        self, scope: Scope, numbers: Sequence[N]
    ) -> Mapping[N, PointId]:
        """For searching by number. Numbers never seen, or not to be seen, are left out."""
        blinds = {number: self._keys.blind(normal(number)) for number in numbers}
        async with self._work.begin(scope) as tx:
            points = await store.points_by_blind(tx, blinds.values())
        return {
            number: points[blind].point_id
            for number, blind in blinds.items()
            if blind in points
        }

    async def point_of(self, scope: Scope, number: str) -> PointId | None:
        return (await self.points_of(scope, [number])).get(number)

    def tiers(self, scope: Scope) -> tuple[Named, ...]:
        """The tiers in the order in which they are served."""
        words = self._parameters.get(Words, scope).tiers
        return tuple(cards.named(word.id, words) for word in words)

    def brands(self, scope: Scope) -> tuple[Named, ...]:
        words = self._parameters.get(Words, scope).brands
        return tuple(cards.named(word.id, words) for word in words)

    async def look(self, asker: Asker, customer_id: CustomerId) -> CustomerCard:
        """One customer's card; the look is told."""
        asker.must("customers.read")
        card = (await self.card(asker.scope, [customer_id])).get(customer_id)
        if card is None:
            raise UnknownCustomer(customer_id)
        await self._tell_seen(asker, customer_id, "customers.read")
        return card

    async def find(self, asker: Asker, number: str) -> CustomerCard:
        """The customer who has exactly this number; the look is told."""
        asker.must("customers.read")
        text = normal(number)
        if not text:
            raise BadInput("number", "a telephone number, for example 13812345678")
        blind = self._keys.blind(text)
        async with self._work.begin(asker.scope) as tx:
            point = (await store.points_by_blind(tx, [blind])).get(blind)
        if point is None or point.customer_id is None:
            raise UnknownNumber
        return await self.look(asker, point.customer_id)

    async def loaded(self, scope: Scope, loading: str) -> int:
        """How many customers of a loading are in the file."""
        async with self._work.system(scope) as tx:
            return await store.loaded(tx, loading)

    async def load(
        self, scope: Scope, loading: str, fresh: Sequence[NewCustomer], *, done: int
    ) -> None:
        """Enters many in one transaction, and that the loading has come to `done`.

        Doing it again changes nothing: who is in the file stays as they are.
        """
        rows = [self._sealed(one) for one in fresh]
        numbers: dict[bytes, Owned] = {}
        for one in fresh:
            for text in map(normal, one.numbers):
                self._own(numbers, one, text, is_household=False)
            for text in map(normal, one.household):
                self._own(numbers, one, text, is_household=True)
        async with self._work.system(scope) as tx:
            await store.add_customers(tx, rows)
            await store.add_numbers(tx, numbers.values())
            await store.set_loaded(tx, loading, done)

    def _own(
        self,
        numbers: dict[bytes, Owned],
        one: NewCustomer,
        text: str,
        *,
        is_household: bool,
    ) -> None:
        """The first customer who has a number keeps it."""
        blind, point_id = self._keys.blind(text), self._ids.new(PointId)
        owned = Owned(
            point_id=point_id,
            number=self._keys.seal(text, about=_of_point(point_id)),
            blind=blind,
            customer_id=one.customer_id,
            branch_id=one.branch_id,
            is_household=is_household,
        )
        numbers.setdefault(blind, owned)

    async def _tell_seen(
        self, asker: Asker, customer_id: CustomerId, action: str
    ) -> None:
        async with self._work.begin(asker.scope) as tx:
            await tx.tell(
                PersonalDataSeen(
                    id=self._ids.new(MessageId),
                    at=self._clock.now(),
                    scope=asker.scope,
                    user_id=asker.user_id,
                    action=action,
                    subject=f"customer/{customer_id}",
                    reason=None,
                )
            )

    def _sealed(self, one: NewCustomer) -> Customer:
        about = _of_customer(one.customer_id)
        born = one.born and one.born.isoformat()
        return Customer(
            customer_id=one.customer_id,
            name=self._keys.seal(one.name, about=about),
            born=self._keys.seal(born, about=about) if born else None,
            tier_id=one.tier_id,
            sublevel=one.sublevel,
            brand=one.brand,
            branch_id=one.branch_id,
            since=one.since,
            balance_fen=one.balance_fen,
            products=one.products,
        )

    def _whose(self, scope: Scope, point: Point, number: str) -> Whose:
        """The record says it, else the number does."""
        if point.tier_id is not None and point.branch_id is not None:
            return Whose(
                point_id=point.point_id,
                customer_id=point.customer_id,
                tier_id=point.tier_id,
                branch_id=point.branch_id,
                brand=point.brand or "none",
                how="record",
                care=self._care(scope, point),
            )
        plan = self._parameters.get(NumberPlan, scope)
        origin = strangers.origin(number, plan)
        return Whose(
            point_id=point.point_id,
            customer_id=None,
            tier_id=strangers.tier(number, plan),
            branch_id=origin.branch_id,
            how=origin.how,
            candidates=origin.candidates,
        )

    def _care(self, scope: Scope, point: Point) -> str:
        if point.born is None or point.customer_id is None:
            return ages.NOBODY
        text = self._keys.open(point.born, about=_of_customer(point.customer_id))
        limits = self._parameters.get(Limits, scope)
        today = business_date(self._clock.now())
        return ages.care(date.fromisoformat(text), today, limits)

    def _number(self, point: Point) -> str:
        return self._keys.open(point.number, about=_of_point(point.point_id))

    def _masked_name(self, one: Customer) -> str:
        name = self._keys.open(one.name, about=_of_customer(one.customer_id))
        return cards.masked_name(name)

    def _masked(self, point: Point) -> MaskedPoint:
        return MaskedPoint(
            point_id=point.point_id,
            number=masked(self._number(point)),
            customer_id=point.customer_id,
            branch_id=point.branch_id,
        )

    def _card(
        self, scope: Scope, one: Customer, points: Sequence[Point]
    ) -> CustomerCard:
        words = self._parameters.get(Words, scope)
        limits = self._parameters.get(Limits, scope)
        today = business_date(self._clock.now())
        return CustomerCard(
            customer_id=one.customer_id,
            name=self._masked_name(one),
            points=tuple(map(self._masked, points)),
            tier=cards.named(one.tier_id, words.tiers),
            sublevel=one.sublevel,
            brand=cards.named(one.brand, words.brands),
            branch_id=one.branch_id,
            since=one.since,
            balance_fen=one.balance_fen,
            products=tuple(cards.product(p, words.products) for p in one.products),
            alerts=cards.alerts(one, limits, today),
        )


def _of_customer(customer_id: CustomerId) -> str:
    return f"customer/{customer_id}"


def _of_point(point_id: PointId) -> str:
    return f"point/{point_id}"


def _some(one: N | None) -> list[N]:
    return [] if one is None else [one]
