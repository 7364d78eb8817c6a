"""The nouns of the customer file, as the stage itself holds them."""

from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from yingda.kernel.ids import BranchId, CustomerId, PointId, TierId


class Subscription(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product of a customer, as it is stored: nothing in it is personal."""

    code: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """Somebody to be entered in the file. Name, birth date and numbers are personal."""

    customer_id: CustomerId
    name: str
    numbers: tuple[str, ...]
    tier_id: TierId
    sublevel: int
    brand: str
    branch_id: BranchId
    since: date
    balance_fen: int
    products: tuple[Subscription, ...]
    born: date | None = None
    """None if it is not known; then nothing is concluded from it."""
    household: tuple[str, ...] = ()
    """Numbers that others call from too: they tell the customer, but nobody's age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One row of the file; name and birth date are still sealed."""

    customer_id: CustomerId
    name: bytes
    tier_id: TierId
    sublevel: int
    brand: str
    branch_id: BranchId
    since: date
    balance_fen: int
    products: tuple[Subscription, ...]
    born: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A number that is known, still sealed, and whose it is if that is known."""

    point_id: PointId
    number: bytes
    blind: bytes
    customer_id: CustomerId | None
    branch_id: BranchId | None
    """Of the record; None if the number is nobody's."""
    tier_id: TierId | None
    brand: str | None
    born: bytes | None = None
    """When the one who calls from here was born, sealed; None for a household's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A number to be entered as a customer's, sealed."""

    point_id: PointId
    number: bytes
    blind: bytes
    customer_id: CustomerId
    branch_id: BranchId
    is_household: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """What a number alone tells of where its owner belongs."""

    branch_id: BranchId | None
    how: str | None
    candidates: tuple[BranchId, ...]
    """When several may be meant: those to be offered by key. Empty: nothing is known."""
