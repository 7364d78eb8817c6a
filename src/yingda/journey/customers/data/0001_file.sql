-- The customer file: who is this? Names and numbers are sealed; `scope` is the branch.

create table customers.customers (
    tenant_id text not null,
    scope ltree not null,
    customer_id text not null,
    name bytea not null,
    tier_id text not null,
    sublevel smallint not null,
    brand text not null,
    since date not null,
    balance_fen bigint not null,
    products jsonb not null,
    primary key (tenant_id, customer_id)
);

-- A number, found by its blind index only; nobody's until a customer is known by it.
create table customers.points (
    tenant_id text not null,
    scope ltree not null,
    point_id text not null,
    kind text not null,
    number bytea not null,
    blind bytea not null,
    customer_id text,
    primary key (tenant_id, point_id),
    unique (tenant_id, blind)
);
create index points_by_customer on customers.points (tenant_id, customer_id)
    where customer_id is not null;

-- How far a long loading has come, so that it goes on where it was broken off.
create table customers.loadings (
    tenant_id text not null,
    scope ltree not null,
    name text not null,
    done bigint not null,
    primary key (tenant_id, name)
);
