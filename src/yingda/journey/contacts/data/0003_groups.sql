-- In which group each agent was, from when on; and of each contact, in which groups those who
-- answered it were at that moment: whoever leads a group sees what it served.

create table contacts.posts (
    tenant_id text not null,
    scope ltree not null,
    agent_id text not null,
    group_id text not null,
    since timestamptz not null,
    primary key (tenant_id, agent_id, since)
);

alter table contacts.segments add column group_id text;
alter table contacts.history add column group_ids text[] not null default '{}';
create index history_by_groups on contacts.history using gin (group_ids);
create index segments_by_agent on contacts.segments (agent_id, bridged_at)
    where bridged_at is not null;
