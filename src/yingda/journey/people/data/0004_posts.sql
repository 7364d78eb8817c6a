-- Departments order the tree; they are no border of what may be seen. Who worked in which
-- group from when to when is kept for ever: a move changes what comes after it only.
alter table people.places drop constraint places_kind_check;
alter table people.places add constraint places_kind_check
    check (kind in ('province', 'branch', 'department'));

alter table people.users add column version integer not null default 1;
alter table people.staff add column seat_type text not null default 'agent';

-- Two people may change numbers with each other in one file.
alter table people.staff drop constraint staff_tenant_id_number_key;
alter table people.staff add constraint staff_number
    unique (tenant_id, number) deferrable initially deferred;

create table people.posts (
    tenant_id text not null,
    scope ltree not null,
    agent_id text not null,
    group_id text not null,
    since timestamptz not null,
    until timestamptz,
    primary key (tenant_id, agent_id, since)
);
