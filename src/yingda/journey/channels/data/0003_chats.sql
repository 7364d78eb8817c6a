-- Contacts whose words are written.
create table channels.chats (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    contact_id text primary key,
    channel text not null,
    door text not null,
    -- With what the visitor's page comes back: only its blind form is kept.
    token bytea unique,
    -- Where the customer is written to: sealed for those who may, blind for exact search.
    address bytea not null,
    address_blind bytea not null,
    point_id text not null,
    customer_id text,
    tier_id text not null,
    branch_id text,
    queue_id text not null,
    opened timestamptz not null,
    seen timestamptz not null,
    state text not null,
    share jsonb,
    posts integer not null,
    awaited text,
    awaited_since timestamptz,
    is_warned boolean not null,
    ended timestamptz,
    ended_by text
);
create index chats_live on channels.chats (tenant_id, channel, address_blind) where state <> 'ended';

-- What was written, sealed.
create table channels.posts (
    tenant_id text not null,
    scope ltree not null,
    contact_id text not null,
    number integer not null,
    at timestamptz not null,
    author text not null,
    kind text not null,
    agent_id text,
    text bytea not null,
    media_type text,
    size bigint,
    -- When the channel's medium took it; null for what needs none.
    delivered timestamptz,
    primary key (contact_id, number)
);
