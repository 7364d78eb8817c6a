-- What leaders wrote to agents; the words are sealed.

create table floor.notes (
    tenant_id text not null,
    scope ltree not null,
    note_id text primary key,
    agent_id text not null,
    user_id text not null,
    at timestamptz not null,
    text bytea not null,
    read_at timestamptz
);
create index notes_unread on floor.notes (agent_id, at) where read_at is null;
create index notes_by_age on floor.notes (at);
