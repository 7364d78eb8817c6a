-- How many contacts of each tier come into each queue: for the estimate of waits.

create table routing.flows (
    tenant_id text not null,
    scope ltree not null,
    queue_id text not null,
    tier_id text not null,
    count double precision not null,
    begin timestamptz not null,
    last timestamptz not null,
    primary key (tenant_id, queue_id, tier_id)
);
