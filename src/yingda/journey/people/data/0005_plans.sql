-- Moves that are still to come, and groups that are no more: what they did keeps their name.

create table people.plans (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    plan_id text not null,
    agent_id text not null,
    group_id text not null,
    at timestamptz not null,
    made_by text not null,
    primary key (tenant_id, plan_id)
);
create index plans_by_agent on people.plans (tenant_id, agent_id, at);

alter table people.groups add column closed_at timestamptz;
