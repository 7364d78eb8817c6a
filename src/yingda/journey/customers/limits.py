"""The number plan, the words and the limits of the customer file, as data.

The defaults are read from the stage's `data/` when first asked for.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct, field

from yingda.kernel.ids import BranchId, TierId
from yingda.kernel.name import Name


class Strangers(Struct, frozen=True, kw_only=True):
    """The tiers of callers who are in no record, by what their number tells."""

    other_network: TierId
    """Another network's number, or a landline of the province that is not ours."""
    from_afar: TierId
    """A number from outside the province."""
    own_network: TierId
    withheld: TierId
    """No number at all."""


class _Numbers(Struct, frozen=True, kw_only=True):
    segments: Mapping[str, BranchId]
    area_codes: Mapping[str, tuple[BranchId, ...]]
    other_networks: tuple[str, ...]
    strangers: Strangers


class Word(Struct, frozen=True, kw_only=True):
    """One tier, brand or product: what it is called."""

    id: str
    name: Name


class _Names(Struct, frozen=True, kw_only=True):
    tiers: tuple[Word, ...]
    brands: tuple[Word, ...]
    products: tuple[Word, ...]


def _data(file: str) -> Mapping[str, object]:
    text = (resources.files(__package__) / "data" / file).read_text("utf-8")
    return tomllib.loads(text)


@cache
def _numbers() -> _Numbers:
    return msgspec.convert(_data("numbers.toml"), _Numbers)


@cache
def _names() -> _Names:
    return msgspec.convert(_data("names.toml"), _Names)


class NumberPlan(Struct, frozen=True, kw_only=True):
    """What a number alone tells of its owner's branch and tier."""

    segments: Mapping[str, BranchId] = field(
        default_factory=lambda: _numbers().segments
    )
    """Prefix of a mobile number → branch; the longest prefix decides."""
    area_codes: Mapping[str, tuple[BranchId, ...]] = field(
        default_factory=lambda: _numbers().area_codes
    )
    """The province's area codes; several branches may share one."""
    other_networks: tuple[str, ...] = field(
        default_factory=lambda: _numbers().other_networks
    )
    strangers: Strangers = field(default_factory=lambda: _numbers().strangers)


class Words(Struct, frozen=True, kw_only=True):
    """The names of tiers (the first is served first), brands and products."""

    tiers: tuple[Word, ...] = field(default_factory=lambda: _names().tiers)
    brands: tuple[Word, ...] = field(default_factory=lambda: _names().brands)
    products: tuple[Word, ...] = field(default_factory=lambda: _names().products)


class Limits(Struct, frozen=True, kw_only=True):
    """When a customer calls for attention, or for a way of their own."""

    low_balance_fen: int = 1_000
    """A balance below this is low; below zero it is in arrears."""
    contract_ends_within_days: int = 30
    new_for_days: int = 90
    elder_from_years: int = 65
    """Callers of this age and over come to people without a key."""
    most_at_once: int = 500
    """How many customers or numbers one question may be about."""
