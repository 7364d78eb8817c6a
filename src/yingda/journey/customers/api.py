"""How the customer file is asked over HTTP. All that leaves here is masked."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from yingda.journey.customers.service import Customers
from yingda.kernel.ids import CustomerId
from yingda.kernel.org import Asker
from yingda.messages.customers import CustomerCard, Named


class CustomerWords(Struct, frozen=True, kw_only=True):
    """What tiers and brands are called, in their order."""

    tiers: tuple[Named, ...]
    brands: tuple[Named, ...]


@get("/api/customers/{customer_id:str}")
async def look_at_customer(
    customer_id: FromPath[CustomerId],
    customers: NamedDependency[Customers],
    asker: NamedDependency[Asker],
) -> CustomerCard:
    """One customer, masked. The look is written down."""
    asker.must("customers.read")
    return await customers.look(asker, customer_id)


@get("/api/customers")
async def find_customer(
    number: FromQuery[Annotated[str, Meta(max_length=40)]],
    customers: NamedDependency[Customers],
    asker: NamedDependency[Asker],
) -> CustomerCard:
    """Whoever has exactly this number, in any form. The look is written down."""
    asker.must("customers.read")
    return await customers.find(asker, number)


@get("/api/customer-words")
async def customer_words(
    customers: NamedDependency[Customers], asker: NamedDependency[Asker]
) -> CustomerWords:
    """The centre's tiers and brands."""
    asker.must("customers.read")
    return CustomerWords(
        tiers=customers.tiers(asker.scope), brands=customers.brands(asker.scope)
    )


ROUTES = (look_at_customer, find_customer, customer_words)
