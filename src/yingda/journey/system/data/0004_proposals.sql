-- Changes of rules that need four eyes: each waits until somebody else has decided, or it
-- has expired. The words of those who proposed and decided stand here and in no event.
create table system.proposals (
    tenant_id text not null,
    scope ltree not null,
    proposal_id text not null,
    name text not null,
    place text not null,
    how text not null,
    value jsonb,
    since timestamptz,
    reason text,
    seen integer not null,
    by text not null,
    at timestamptz not null,
    expires timestamptz not null,
    state text not null,
    decided_by text,
    decided_at timestamptz,
    note text,
    primary key (tenant_id, proposal_id)
);
create index proposals_waiting on system.proposals (tenant_id, name, at)
    where state = 'waiting';
