-- What must be done. The scope is that of the branch that has to do it.
create table workorders.orders (
    tenant_id text not null,
    scope ltree not null,
    order_id text primary key,
    number text not null,
    type text not null,
    description bytea not null,
    branch_id text not null,
    due timestamptz not null,
    status text not null default 'open',
    opened_at timestamptz not null,
    opened_by text not null,
    closed_at timestamptz,
    closed_by text,
    result bytea,
    contact_id text,
    customer_id text,
    unique (tenant_id, number)
);
create index orders_by_opening on workorders.orders (tenant_id, opened_at desc, order_id desc);
create index orders_open on workorders.orders (tenant_id, due) where status = 'open';
create index orders_by_customer on workorders.orders (customer_id, opened_at desc) where customer_id is not null;
create index orders_by_contact on workorders.orders (contact_id) where contact_id is not null;
create index orders_by_scope on workorders.orders using gist (scope);

-- Counts up under the lock of its row, so that no number is given twice and none is left out.
create table workorders.numbers (
    tenant_id text not null,
    scope ltree not null,
    day date not null,
    last integer not null,
    primary key (tenant_id, day)
);
