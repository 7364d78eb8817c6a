create table channels.calls (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    contact_id text primary key,
    line_id text not null unique,
    door text not null,
    called text not null,
    point_id text not null,
    customer_id text,
    tier_id text not null,
    branch_id text,
    -- The caller's number: sealed for those who may, blind for exact search.
    number bytea not null,
    number_blind bytea not null,
    state text not null,
    talk_id text,
    in_talk text,
    ending text,
    note bytea,
    arrived timestamptz not null,
    ended timestamptz
);
create index calls_live on channels.calls (tenant_id) where state <> 'ended';

create table channels.legs (
    tenant_id text not null,
    scope ltree not null,
    leg_id text primary key,
    contact_id text not null,
    agent_id text not null,
    queue_id text,
    role text not null,
    state text not null,
    talk_id text not null,
    in_talk text,
    line_id text not null,
    next_line_id text,
    -- Every line of the leg with its moments and the file of its sound.
    lines jsonb not null,
    is_open boolean not null,
    asked timestamptz not null,
    rang timestamptz,
    bridged timestamptz,
    ended timestamptz,
    why text,
    -- none: never answered; wanted: to be stored when all lines are gone; kept; missing.
    sound text not null default 'none'
);
create index legs_open on channels.legs (contact_id) where is_open;
create index legs_live on channels.legs (agent_id) where ended is null;
create index legs_sound on channels.legs (ended) where sound = 'wanted';
create index legs_bridged on channels.legs (tenant_id, bridged);

create table channels.recordings (
    tenant_id text not null,
    scope ltree not null,
    recording_id text primary key,
    leg_id text not null unique,
    contact_id text not null,
    agent_id text not null,
    queue_id text,
    customer_id text,
    point_id text not null,
    number_blind bytea not null,
    started timestamptz not null,
    seconds double precision not null,
    peaks jsonb not null,
    sha256 text not null,
    state text not null,
    keep_until timestamptz not null,
    legal_hold boolean not null default false
);
create index recordings_by_time on channels.recordings (tenant_id, started desc, recording_id desc);
create index recordings_by_agent on channels.recordings (agent_id, started desc, recording_id desc);
create index recordings_by_customer on channels.recordings (customer_id, started desc, recording_id desc);
create index recordings_by_number on channels.recordings (number_blind, started desc, recording_id desc);
create index recordings_by_contact on channels.recordings (contact_id);
create index recordings_to_delete on channels.recordings (keep_until) where not legal_hold and state <> 'deleted';

-- Who wanted to hear what, and why: the words stay here, sealed.
create table channels.listens (
    tenant_id text not null,
    scope ltree not null,
    id text primary key,
    recording_id text not null,
    user_id text not null,
    at timestamptz not null,
    reason bytea,
    is_refused boolean not null
);
create index listens_by_recording on channels.listens (recording_id, at);

create table channels.phones (
    tenant_id text not null,
    scope ltree not null,
    name text primary key,
    agent_id text,
    number bytea,
    -- Together with our key it gives the password, which is therefore nowhere.
    salt text not null,
    until timestamptz not null
);
create index phones_until on channels.phones (until);
