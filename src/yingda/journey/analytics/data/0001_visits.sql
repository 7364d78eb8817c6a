-- The mart of queue facts: what the fold of the event log gives, kept up to date by it.

create table analytics.contacts (
  tenant_id text not null,
  scope ltree not null,
  contact_id text not null,
  channel text not null,
  arrived_at timestamptz,
  requested_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  primary key (contact_id)
);

create table analytics.visits (
  tenant_id text not null,
  scope ltree not null,
  contact_id text not null,
  number integer not null,
  queue_id text not null,
  branch_id text not null,
  tier_id text not null,
  channel text not null,
  origin text not null,
  from_queue text,
  requested boolean not null,
  of_request boolean not null,
  simulated boolean not null,
  arrival_at timestamptz not null,
  entered_at timestamptz not null,
  waiting_since timestamptz not null,
  left_at timestamptz,
  outcome text not null,
  to_queue text,
  wait bigint,
  vain_offers integer not null,
  agent_id text,
  leg_id text,
  legs text[] not null,
  talk bigint not null,
  hold bigint not null,
  wrap bigint not null,
  talking_since timestamptz,
  held_since timestamptz,
  wrapping_since timestamptz,
  fold_version integer not null,
  arrival_date date not null,
  arrival_half integer not null,
  entered_date date not null,
  entered_half integer not null,
  left_date date,
  left_half integer,
  primary key (contact_id, number)
);

create index on analytics.visits (entered_date, left_date);
create index on analytics.visits (arrival_date);
create index on analytics.visits (left_date);
create index on analytics.visits (entered_date) where left_date is null;

create table analytics.presence (
  tenant_id text not null,
  scope ltree not null,
  agent_id text not null,
  state text not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  business_date date not null,
  primary key (agent_id, began_at, state)
);

create index on analytics.presence (business_date, agent_id);
