-- One row a contact: what it is now, with what the machine learned of it.
create table contacts.history (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    contact_id text primary key,
    channel text not null,
    called text not null,
    door text not null,
    arrived_at timestamptz not null,
    point_id text not null,
    customer_id text,
    tier_id text not null,
    branch_id text,
    variant text,
    path jsonb not null default '[]',
    data jsonb not null default '{}',
    queue_id text,
    queue_ids text[] not null default '{}',
    waiting_since timestamptz,
    requested_at timestamptz,
    answered_at timestamptz,
    agent_id text,
    agent_ids text[] not null default '{}',
    talk interval not null default '0',
    reasons text[] not null default '{}',
    outcome text not null default 'open',
    ended_at timestamptz,
    ended_by text
);
create index history_by_arrival on contacts.history (tenant_id, arrived_at desc, contact_id desc);
create index history_by_customer on contacts.history (customer_id, arrived_at desc) where customer_id is not null;
create index history_by_point on contacts.history (point_id, arrived_at desc);
create index history_by_agents on contacts.history using gin (agent_ids);
create index history_by_scope on contacts.history using gist (scope);

-- One row for each agent who was offered the contact.
create table contacts.segments (
    tenant_id text not null,
    scope ltree not null,
    leg_id text primary key,
    contact_id text not null,
    agent_id text not null,
    queue_id text not null,
    rule text not null,
    offered_at timestamptz not null,
    rang_at timestamptz,
    bridged_at timestamptz,
    held_since timestamptz,
    held interval not null default '0',
    ended_at timestamptz,
    why text,
    wrapped_at timestamptz,
    reasons text[] not null default '{}',
    timed_out boolean not null default false,
    has_note boolean not null default false
);
create index segments_by_contact on contacts.segments (contact_id, offered_at);

-- Everything that was told of the contact, in the order of the log.
create table contacts.steps (
    tenant_id text not null,
    scope ltree not null,
    id text primary key,
    number bigint generated always as identity,
    contact_id text not null,
    at timestamptz not null,
    kind text not null,
    detail jsonb not null
);
create index steps_by_contact on contacts.steps (contact_id, number);
