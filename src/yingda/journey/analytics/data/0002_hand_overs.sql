-- A colleague who was consulted takes the caller: a segment that never waited in a queue.

alter table analytics.visits
  add column given_to text,
  add column queued boolean not null default true;
