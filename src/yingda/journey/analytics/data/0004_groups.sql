-- In which group each agent was, from when on; and of each visit, in which group the agent
-- who answered was at that moment. Nobody answered: no group, an empty text.

create table analytics.posts (
  tenant_id text not null,
  scope ltree not null,
  agent_id text not null,
  group_id text not null,
  since timestamptz not null,
  primary key (tenant_id, agent_id, since)
);

alter table analytics.visits add column group_id text not null default '';
create index on analytics.visits (agent_id, left_at) where agent_id is not null;
