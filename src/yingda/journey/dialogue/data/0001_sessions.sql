create table dialogue.flows (
    tenant_id text not null,
    scope ltree not null,
    flow_id text not null,
    version int not null,
    body jsonb not null,
    published_at timestamptz not null,
    by text not null,
    primary key (tenant_id, flow_id, version)
);

-- What the caller keyed is personal: all that the machine knows is sealed in one piece.
create table dialogue.sessions (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    contact_id text primary key,
    flow_id text not null,
    flow_version int not null,
    is_live boolean not null,
    body bytea not null,
    started_at timestamptz not null,
    changed_at timestamptz not null
);

create index on dialogue.sessions (contact_id) where is_live;
