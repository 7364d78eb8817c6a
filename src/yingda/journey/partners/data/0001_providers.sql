-- Firms that serve on our behalf. The scope is the place that administers the firm; its
-- regions are where it serves. The number to call is sealed.
create table partners.providers (
    tenant_id text not null,
    scope ltree not null,
    provider_id text not null,
    code text,
    zh text not null,
    en text not null,
    service_zh text not null,
    service_en text not null,
    regions ltree[] not null,
    skills text[] not null,
    contract_from date not null,
    contract_until date,
    phone bytea not null,
    score double precision,
    version integer not null default 1,
    ended_at timestamptz,
    primary key (tenant_id, provider_id)
);
create unique index providers_by_code on partners.providers (tenant_id, code) where ended_at is null;
create index providers_by_region on partners.providers using gist (regions);
