-- What the floor is rebuilt from, how fast queues are served, and why agents were chosen.

create table routing.places (
    contact_id text primary key,
    tenant_id text not null,
    scope ltree not null,
    queue_id text not null,
    branch_id text not null,
    since timestamptz not null,
    contact jsonb not null,
    agent_id text,           -- who is being rung, or null while waiting
    leg_id text,
    offered_at timestamptz
);
create index places_by_queue on routing.places (tenant_id, queue_id);

create table routing.seats (
    agent_id text primary key,
    tenant_id text not null,
    scope ltree not null,
    state text not null,
    at timestamptz not null,
    is_idle boolean not null,
    idle jsonb               -- as the agent was when last ready
);
create index seats_by_tenant on routing.seats (tenant_id);

create table routing.floors (
    tenant_id text primary key,
    scope ltree not null,
    turn bigint not null,
    day date not null,
    rules_version integer not null
);

create table routing.paces (
    tenant_id text not null,
    scope ltree not null,
    queue_id text not null,
    answers integer not null,
    work_seconds double precision not null,
    last_answer timestamptz not null,
    primary key (tenant_id, queue_id)
);

create table routing.decisions (
    leg_id text primary key,
    tenant_id text not null,
    scope ltree not null,
    contact_id text not null,
    agent_id text not null,
    queue_id text not null,
    at timestamptz not null,
    decision jsonb not null
);
create index decisions_by_contact on routing.decisions (contact_id, at);
create index decisions_by_age on routing.decisions (at);

-- A contact may end before the wish to queue it is heard: it must not stand there for ever.
create table routing.ended (
    contact_id text primary key,
    tenant_id text not null,
    scope ltree not null,
    at timestamptz not null
);
create index ended_by_age on routing.ended (at);
