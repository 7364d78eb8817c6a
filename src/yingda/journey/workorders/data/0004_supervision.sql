-- An order that somebody at the province keeps an eye on: it has a limit of its own, wants an
-- answer, and is not closed before it is released.
create table workorders.supervisions (
    tenant_id text not null,
    scope ltree not null,
    order_id text not null,
    number integer not null,
    level text not null check (level in ('usual', 'major')),
    began timestamptz not null,
    began_by text not null,
    due timestamptz,
    answered timestamptz,
    answered_by text,
    released timestamptz,
    released_by text,
    primary key (order_id, number)
);
create unique index supervisions_now on workorders.supervisions (order_id) where released is null;
create index supervisions_by_month on workorders.supervisions (tenant_id, began desc, order_id);

alter table workorders.orders add column supervised text;
