-- Who works here, where, and what they may do. Names are sealed; what is typed as the
-- name at sign-in is known by its blind index only.

create table people.places (
    tenant_id text not null,
    scope ltree not null,
    kind text not null check (kind in ('province', 'branch')),
    zh text not null,
    en text not null,
    position smallint not null,
    primary key (tenant_id, scope)
);

create table people.groups (
    tenant_id text not null,
    scope ltree not null,
    group_id text not null,
    name text not null,
    primary key (tenant_id, group_id)
);

create table people.users (
    tenant_id text not null,
    scope ltree not null,
    user_id text not null,
    login bytea not null,
    name bytea not null,
    password text not null,
    roles text[] not null,
    is_active boolean not null default true,
    primary key (tenant_id, user_id),
    unique (tenant_id, login)
);

-- Users with a seat. The id is the user's.
create table people.staff (
    tenant_id text not null,
    scope ltree not null,
    agent_id text not null,
    number text not null,
    group_id text not null,
    queues text[] not null,
    skills jsonb not null,
    capacity jsonb not null,
    primary key (tenant_id, agent_id),
    unique (tenant_id, number)
);

-- Sign-in sessions, known by the SHA-256 of their token.
create table people.sessions (
    tenant_id text not null,
    scope ltree not null,
    token bytea primary key,
    user_id text not null,
    began timestamptz not null,
    last_seen timestamptz not null,
    expires timestamptz not null
);
create index sessions_by_expiry on people.sessions (expires);

-- Failed tries by what was typed as the name, whether anybody has that name or not.
create table people.attempts (
    tenant_id text not null,
    scope ltree not null,
    login bytea not null,
    failures integer not null,
    since timestamptz not null,
    locked_until timestamptz,
    primary key (tenant_id, login)
);
