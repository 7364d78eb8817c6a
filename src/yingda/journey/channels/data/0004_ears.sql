-- Leaders' telephones on agents' talks.

create table channels.ears (
    tenant_id text not null,
    scope ltree not null,
    ear_id text primary key,
    line_id text not null unique,
    contact_id text not null,
    leg_id text not null,
    agent_id text not null,
    listener_id text not null,
    user_id text not null,
    "to" text not null,
    tone text not null,
    sound text not null,
    asked timestamptz not null,
    began timestamptz,
    gone timestamptz
);
create index ears_open on channels.ears (contact_id) where gone is null;
create index ears_by_listener on channels.ears (listener_id) where gone is null;
