-- Each day's connected legs held against its recordings, once the day is over.
create table channels.coverage (
    tenant_id text not null,
    scope ltree not null,
    day date not null,
    legs integer not null,
    recordings integer not null,
    missing jsonb not null,
    altered jsonb not null,
    at timestamptz not null,
    primary key (tenant_id, day)
);
