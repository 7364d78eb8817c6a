-- A finished day as it was published: its numbers stay, whatever is defined later.

create table analytics.closed_days (
  tenant_id text not null,
  scope ltree not null,
  day date not null,
  closed_at timestamptz not null,
  numbers integer not null,
  differences integer not null,
  definition jsonb not null,
  primary key (tenant_id, day)
);

create table analytics.closed_counts (
  tenant_id text not null,
  scope ltree not null,
  day date not null,
  queue_id text not null,
  branch_id text not null,
  tier_id text not null,
  counts jsonb not null,
  primary key (tenant_id, day, queue_id, branch_id, tier_id)
);
