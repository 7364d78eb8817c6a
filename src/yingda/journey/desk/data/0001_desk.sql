-- What each agent is now. The row's scope is the agent's own, whoever they serve.
create table desk.agents (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    agent_id text not null,
    state text not null,
    since timestamptz not null,
    reason text,
    contact_id text,
    leg_id text,
    queue_id text,
    offered_at timestamptz,
    bridged_at timestamptz,
    held_since timestamptz,
    extended integer not null default 0,
    next_state text,
    next_reason text,
    wrap_until timestamptz,
    seq bigint not null default 0,
    primary key (tenant_id, agent_id)
);
create index agents_by_scope on desk.agents using gist (scope);

-- How each leg was classed, with what the agent wrote, sealed.
create table desk.wrapups (
    tenant_id text not null,
    scope ltree not null,
    contact_id text not null,
    leg_id text not null,
    agent_id text not null,
    at timestamptz not null,
    reasons text[] not null,
    timed_out boolean not null,
    note bytea,
    primary key (leg_id)
);
create index wrapups_by_contact on desk.wrapups (contact_id);
