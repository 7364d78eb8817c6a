"""The cards by which other stages and screens know a customer, a number, a tier."""

from datetime import date

from msgspec import Struct

from yingda.kernel.ids import BranchId, CustomerId, PointId, TierId
from yingda.kernel.name import Name


class Whose(Struct, frozen=True, kw_only=True, tag=True):
    """What is known of a number before anybody has spoken."""

    point_id: PointId
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId | None
    """None when neither record nor number says where the caller belongs: ask by key."""
    brand: str = "none"
    how: str | None = None
    """What branch or candidates rest on: `record`, `segment`, `area-code`; None: nothing."""
    candidates: tuple[BranchId, ...] = ()
    """Those that share the caller's area code, in the order in which to offer them by key.

    Empty with a branch, and where nothing at all is known."""
    care: str = "none"
    """Who is served in a way of their own: `elder` by the record's age, else `none`.

    The number of a household, and a record without a birth date, tell `none`."""


class Named(Struct, frozen=True, kw_only=True, tag=True):
    """A word of the centre's own data, with its names for people."""

    id: str
    name: Name


class Product(Struct, frozen=True, kw_only=True, tag=True):
    """Something the customer has subscribed to."""

    code: str
    name: Name
    since: date
    until: date | None = None
    """The end of the contract, if it has one."""


class MaskedPoint(Struct, frozen=True, kw_only=True, tag=True):
    """A contact point as it may be shown to whoever may see the customer."""

    point_id: PointId
    number: str
    """`138****6621`."""
    customer_id: CustomerId | None
    branch_id: BranchId | None


class CustomerCard(Struct, frozen=True, kw_only=True, tag=True):
    """A customer as shown on a screen: masked, so that no screen can show more."""

    customer_id: CustomerId
    name: str
    """`张**`."""
    points: tuple[MaskedPoint, ...]
    tier: Named
    sublevel: int
    """Within the tier, 1 is the highest."""
    brand: Named
    branch_id: BranchId
    since: date
    balance_fen: int
    products: tuple[Product, ...]
    alerts: tuple[str, ...]
    """What an agent must know at once: `arrears`, `low-balance`, `contract-ends`,
    `new-customer`."""
