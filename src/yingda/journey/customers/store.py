"""Customers and their numbers. Nothing here can read a name or a number."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from yingda.journey.customers.model import Customer, Owned, Point
from yingda.kernel.ids import CustomerId, PointId
from yingda.platform.ports import Row, Transaction


def _point(row: Row) -> Point:
    return msgspec.convert(row, Point)


def _customer(row: Row) -> Customer:
    return msgspec.convert(row, Customer)


async def points_by_blind(
    tx: Transaction, blinds: Collection[bytes]
) -> dict[bytes, Point]:
    rows = await tx.run(
        "select p.point_id, p.number, p.blind, p.customer_id,"
        " c.scope as branch_id, c.tier_id, c.brand,"
        " case when p.is_household then null else c.born end as born"
        " from customers.points p left join customers.customers c"
        " using (tenant_id, customer_id)"
        " where p.tenant_id = :tenant_id and p.blind = any(:blinds)",
        blinds=list(blinds),
    )
    return {point.blind: point for point in map(_point, rows)}


async def points_by_id(
    tx: Transaction, point_ids: Collection[PointId]
) -> dict[PointId, Point]:
    rows = await tx.run(
        "select p.point_id, p.number, p.blind, p.customer_id,"
        " c.scope as branch_id, c.tier_id, c.brand,"
        " case when p.is_household then null else c.born end as born"
        " from customers.points p left join customers.customers c"
        " using (tenant_id, customer_id)"
        " where p.tenant_id = :tenant_id and p.point_id = any(:point_ids)",
        point_ids=list(point_ids),
    )
    return {point.point_id: point for point in map(_point, rows)}


async def points_of(
    tx: Transaction, customer_ids: Collection[CustomerId]
) -> list[Point]:
    rows = await tx.run(
        "select p.point_id, p.number, p.blind, p.customer_id,"
        " p.scope as branch_id, null::text as tier_id, null::text as brand"
        " from customers.points p"
        " where p.tenant_id = :tenant_id and p.customer_id = any(:customer_ids)"
        " order by p.point_id",
        customer_ids=list(customer_ids),
    )
    return [_point(row) for row in rows]


async def customers(
    tx: Transaction, customer_ids: Collection[CustomerId]
) -> dict[CustomerId, Customer]:
    rows = await tx.run(
        "select customer_id, name, tier_id, sublevel, brand, scope as branch_id,"
        " since, balance_fen, products"
        " from customers.customers"
        " where tenant_id = :tenant_id and customer_id = any(:customer_ids)",
        customer_ids=list(customer_ids),
    )
    return {one.customer_id: one for one in map(_customer, rows)}


async def add_points(
    tx: Transaction,
    fresh: Sequence[tuple[PointId, bytes, bytes, str]],
) -> None:
    """(id, sealed number, blind, scope) of numbers never seen; known ones stay.

    In the order of the blinds, so that two who add the same ones never wait in a ring.
    """
    in_order = sorted(fresh, key=lambda one: one[2])
    await tx.run(
        "insert into customers.points"
        " (tenant_id, scope, point_id, kind, number, blind)"
        " select :tenant_id, s::ltree, i, 'phone', n, b"
        " from unnest(:ids::text[], :numbers::bytea[], :blinds::bytea[],"
        "             :scopes::text[]) as one (i, n, b, s)"
        " on conflict (tenant_id, blind) do nothing",
        ids=[one[0] for one in in_order],
        numbers=[one[1] for one in in_order],
        blinds=[one[2] for one in in_order],
        scopes=[one[3] for one in in_order],
    )


async def add_customers(tx: Transaction, fresh: Sequence[Customer]) -> None:
    """Those already in the file stay as they are."""
    await tx.run(
        "insert into customers.customers"
        " (tenant_id, scope, customer_id, name, tier_id, sublevel, brand, since,"
        "  balance_fen, products, born)"
        " select :tenant_id, s::ltree, i, n, t, l, b, d, f, p::jsonb, o"
        " from unnest(:scopes::text[], :ids::text[], :names::bytea[], :tiers::text[],"
        "  :sublevels::smallint[], :brands::text[], :since::date[],"
        "  :balances::bigint[], :products::text[], :born::bytea[])"
        " as one (s, i, n, t, l, b, d, f, p, o)"
        " on conflict (tenant_id, customer_id) do nothing",
        scopes=[one.branch_id for one in fresh],
        ids=[one.customer_id for one in fresh],
        names=[one.name for one in fresh],
        tiers=[one.tier_id for one in fresh],
        sublevels=[one.sublevel for one in fresh],
        brands=[one.brand for one in fresh],
        since=[one.since for one in fresh],
        balances=[one.balance_fen for one in fresh],
        products=[msgspec.json.encode(one.products).decode() for one in fresh],
        born=[one.born for one in fresh],
    )


async def add_numbers(tx: Transaction, owned: Iterable[Owned]) -> None:
    """A number seen before is given away."""
    in_order = sorted(owned, key=lambda one: one.blind)
    await tx.run(
        "insert into customers.points"
        " (tenant_id, scope, point_id, kind, number, blind, customer_id, is_household)"
        " select :tenant_id, s::ltree, i, 'phone', n, b, c, h"
        " from unnest(:ids::text[], :numbers::bytea[], :blinds::bytea[],"
        "  :customers::text[], :scopes::text[], :households::boolean[])"
        " as one (i, n, b, c, s, h)"
        " on conflict (tenant_id, blind) do update"
        " set customer_id = excluded.customer_id, scope = excluded.scope,"
        " is_household = excluded.is_household"
        " where points.customer_id is null",
        ids=[one.point_id for one in in_order],
        numbers=[one.number for one in in_order],
        blinds=[one.blind for one in in_order],
        customers=[one.customer_id for one in in_order],
        scopes=[one.branch_id for one in in_order],
        households=[one.is_household for one in in_order],
    )


async def loaded(tx: Transaction, name: str) -> int:
    rows = await tx.run(
        "select done from customers.loadings"
        " where tenant_id = :tenant_id and name = :name",
        name=name,
    )
    return int(str(rows[0]["done"])) if rows else 0


async def set_loaded(tx: Transaction, name: str, done: int) -> None:
    await tx.run(
        "insert into customers.loadings (tenant_id, scope, name, done)"
        " values (:tenant_id, :path::ltree, :name, :done)"
        " on conflict (tenant_id, name) do update set done = excluded.done",
        name=name,
        done=done,
    )
