"""Subscribers made up from a seed: the same seed makes the same people.

Each is made from the seed and their own number in the row alone, so that a loading can go
on where it was broken off. Nobody here is real; telephone numbers are in the plan's form.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import resources
from itertools import accumulate
from random import Random  # noqa: TID251  # made from the seed, which is an argument

import msgspec
from msgspec import Struct

from yingda.journey.customers.limits import NumberPlan
from yingda.journey.customers.model import NewCustomer, Subscription
from yingda.kernel.ids import BranchId, CustomerId, TierId

ROUND = 1_000
"""So many subscribers are spread over the branches by their exact weights."""
RESERVED = 10_000
"""The highest numbers of each segment are left to the named demo subscribers."""
_SUFFIXES = 1_000_000 - RESERVED
_STRIDE = 786_433
"""It shares no factor with the number of suffixes, so each is visited once."""


class _Kind(Struct, frozen=True, kw_only=True):
    tier: TierId
    weight: int
    brands: Mapping[str, int]
    products: tuple[str, ...]
    balance_fen: int


class _Given(Struct, frozen=True, kw_only=True):
    common: str
    rare: str
    rare_share: int


class _Names(Struct, frozen=True, kw_only=True):
    surnames: Mapping[str, int]
    given: _Given


class _Plan(Struct, frozen=True, kw_only=True):
    branches: Mapping[BranchId, int]
    landlines: Mapping[BranchId, str]
    elsewhere: Mapping[TierId, str]
    kinds: tuple[_Kind, ...]


class Province:
    """Makes up subscribers, each by its number in the row."""

    def __init__(self, *, seed: int, today: date, numbers: NumberPlan) -> None:
        self._seed = seed
        self._today = today
        self._plan = msgspec.convert(_data("subscribers.toml"), _Plan)
        names = msgspec.convert(_data("names.toml"), _Names)
        self._surnames = list(names.surnames)
        self._surname_weights = list(accumulate(names.surnames.values()))
        self._given = names.given
        self._kinds = self._plan.kinds
        self._kind_weights = list(accumulate(kind.weight for kind in self._kinds))
        self._row = _row(self._plan.branches, Random(seed))  # noqa: S311 - made-up people, no secret
        self._turns = _turns(self._row)
        self._shares = Counter(self._row)
        self._segments = {
            branch: [
                prefix for prefix, one in numbers.segments.items() if one == branch
            ]
            for branch in self._plan.branches
        }

    def subscribers(self, first: int, last: int) -> Iterator[NewCustomer]:
        """Those numbered from `first` up to, not including, `last`."""
        return (self._subscriber(number) for number in range(first, last))

    def _subscriber(self, number: int) -> NewCustomer:
        chance = Random(f"{self._seed}/{number}")  # noqa: S311 - made-up people, no secret
        branch, rank = self._place(number)
        (kind,) = chance.choices(self._kinds, cum_weights=self._kind_weights)
        brands = list(kind.brands)
        (brand,) = chance.choices(brands, weights=list(kind.brands.values()))
        age = timedelta(days=int(chance.triangular(1, 6_000, 1_200)))
        return NewCustomer(
            customer_id=CustomerId(f"{self._seed}-{number:07}"),
            name=self._name(chance),
            numbers=(self._mobile(number, rank, branch, kind.tier),),
            household=self._landline(chance, rank, branch),
            tier_id=kind.tier,
            sublevel=chance.choices((1, 2, 3), cum_weights=(1, 4, 10))[0],
            brand=brand,
            branch_id=branch,
            since=self._today - age,
            balance_fen=int(chance.gauss(0.5, 0.25) * kind.balance_fen),
            products=self._products(chance, kind, age),
            born=self._born(Random(f"{self._seed}/{number}/born")),  # noqa: S311 - made-up people, no secret
        )

    def _place(self, number: int) -> tuple[BranchId, int]:
        """The branch, and how many of the branch came before."""
        whole, part = divmod(number, ROUND)
        branch, turn = self._row[part], self._turns[part]
        return branch, whole * self._shares[branch] + turn

    def _mobile(self, number: int, rank: int, branch: BranchId, tier: TierId) -> str:
        if prefix := self._plan.elsewhere.get(tier):
            return f"{prefix}{number:08}"
        segments = self._segments[branch]
        turn, which = divmod(rank, len(segments))
        return segments[which] + _suffix(turn)

    def _landline(self, chance: Random, rank: int, branch: BranchId) -> tuple[str, ...]:
        """One in five has one, and whoever is at home calls from it."""
        if chance.random() >= 0.2:
            return ()
        return (self._plan.landlines[branch] + _suffix(rank),)

    def _born(self, chance: Random) -> date | None:
        """From 18 to 92 years ago, most about 40; one in ten records does not say."""
        if chance.random() < 0.1:
            return None
        return self._today - timedelta(days=int(chance.triangular(18, 92, 38) * 365.25))

    def _name(self, chance: Random) -> str:
        (surname,) = chance.choices(self._surnames, cum_weights=self._surname_weights)
        letters = chance.choices(self._given.common, k=chance.choice((1, 2, 2, 2)))
        if chance.randrange(self._given.rare_share) == 0:
            letters[-1] = chance.choice(self._given.rare)
        return surname + "".join(letters)

    def _products(
        self, chance: Random, kind: _Kind, age: timedelta
    ) -> tuple[Subscription, ...]:
        first, *others = kind.products
        some = [one for one in others if chance.random() < 0.6]
        since = self._today - age
        return (
            Subscription(code=first, since=since),
            *(
                Subscription(
                    code=code,
                    since=since,
                    until=self._today + timedelta(days=chance.randrange(730)),
                )
                for code in some
            ),
        )


def _suffix(turn: int) -> str:
    """Six digits, another one for each turn."""
    if turn >= _SUFFIXES:
        raise ValueError("the number plan has too few segments for so many subscribers")
    return f"{turn * _STRIDE % _SUFFIXES:06}"


def _row(weights: Mapping[BranchId, int], chance: Random) -> list[BranchId]:
    """The branches of one round, as often as their weights say, mixed."""
    parts = sum(weights.values())
    row = [
        one for one, weight in weights.items() for _ in range(weight * ROUND // parts)
    ]
    row += [max(weights, key=weights.__getitem__)] * (ROUND - len(row))
    chance.shuffle(row)
    return row


def _turns(row: list[BranchId]) -> list[int]:
    """For each place of the row, how often its branch came before."""
    seen: dict[BranchId, int] = {}
    turns = []
    for branch in row:
        turns.append(seen.get(branch, 0))
        seen[branch] = turns[-1] + 1
    return turns


def _data(file: str) -> Mapping[str, object]:
    text = (resources.files(__package__) / "data" / file).read_text("utf-8")
    return tomllib.loads(text)
