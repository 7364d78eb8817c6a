-- An order goes through its flow: from the province to whoever does it, and back.
alter table workorders.orders add column state text not null default 'new';
update workorders.orders set state = 'closed' where status = 'closed';
alter table workorders.orders drop column status;
alter table workorders.orders add column flow text not null default '';
alter table workorders.orders add column node text;
alter table workorders.orders add column task_id text;
alter table workorders.orders add column steps integer not null default 0;
alter table workorders.orders add column urges integer not null default 0;
alter table workorders.orders add column returns integer not null default 0;
-- 首问负责: whoever took the need down sees to it until it is closed.
alter table workorders.orders add column owner_id text;
update workorders.orders set owner_id = opened_by;
alter table workorders.orders alter column owner_id set not null;
-- When somebody promised the customer a moment of their own; else the limits say.
alter table workorders.orders add column promised timestamptz;
-- Where the flow stands, for the engine alone; gone when the order is closed.
alter table workorders.orders add column engine jsonb;
create index orders_to_do on workorders.orders (tenant_id, due) where closed_at is null;
create index orders_by_state on workorders.orders (tenant_id, state, opened_at desc, order_id desc);

-- What one holder has to do at one node. The scope is the holder's, so that they see it wherever
-- the order itself belongs.
create table workorders.tasks (
    tenant_id text not null,
    scope ltree not null,
    task_id text primary key,
    order_id text not null,
    flow text not null,
    node text not null,
    kind text not null,
    holder_kind text not null check (holder_kind in ('place', 'group', 'person', 'provider')),
    holder_id text not null,
    rule text,
    time_limit text,
    given_at timestamptz not null,
    given_by text not null,
    confirmed_at timestamptz,
    confirmed_by text,
    due timestamptz,
    ended_at timestamptz,
    ended_by text,
    outcome text
);
create index tasks_of_order on workorders.tasks (order_id, given_at);
create index tasks_to_do on workorders.tasks (tenant_id, due, task_id) where ended_at is null;
create index tasks_by_scope on workorders.tasks using gist (scope) where ended_at is null;

-- Everything that was done with an order, in order. What was written is sealed.
create table workorders.steps (
    tenant_id text not null,
    scope ltree not null,
    order_id text not null,
    number integer not null,
    act text not null,
    at timestamptz not null,
    by text not null,
    before text,
    after text not null,
    node text,
    task_id text,
    reason text,
    note bytea,
    primary key (order_id, number)
);

-- When a clock stood, because the customer asked us to wait.
create table workorders.pauses (
    tenant_id text not null,
    scope ltree not null,
    order_id text not null,
    since timestamptz not null,
    until timestamptz,
    reason text not null,
    approved_by text not null,
    primary key (order_id, since)
);

-- Each warning of each clock, once.
create table workorders.warnings (
    tenant_id text not null,
    scope ltree not null,
    order_id text not null,
    clock text not null,
    percent smallint not null,
    at timestamptz not null,
    primary key (order_id, clock, percent)
);
