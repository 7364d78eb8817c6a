-- A closed day keeps its numbers by channel too; what was closed before has none (an empty text).

alter table analytics.closed_counts add column channel text not null default '';
alter table analytics.closed_counts drop constraint closed_counts_pkey;
alter table analytics.closed_counts
  add primary key (tenant_id, day, queue_id, branch_id, tier_id, channel);
