-- The spine: what happened (log), who has heard it (heard, cursors), what is to be asked
-- later (alarms), what could not be delivered, and the centre's parameters.

create sequence spine.seq;

create table spine.log (
    seq bigint not null default nextval('spine.seq'),
    xid xid8 not null default pg_current_xact_id(),
    id text not null,
    at timestamptz not null,
    stage text not null,
    kind text not null,
    contact_id text,
    agent_id text,
    order_id text,
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    version integer not null,
    payload jsonb not null,
    primary key (at, seq)
) partition by range (at);

-- The relay reads by transaction, below the oldest one still running.
create index log_by_transaction on spine.log (xid, seq);
create index log_by_contact on spine.log (contact_id, at) where contact_id is not null;
create index log_by_agent on spine.log (agent_id, at) where agent_id is not null;

-- One call appends all that a transaction tells. The locks are held to the commit, which
-- follows at once: so the numbers of one contact's facts are in the order of the commits.
create function spine.append(
    locks bigint[], ids text[], moments timestamptz[], stages text[], kinds text[],
    contacts text[], agents text[], orders text[], tenants text[], scopes text[],
    sites text[], versions integer[], payloads text[]
) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(key) from unnest(locks) as key;
    insert into spine.log (id, at, stage, kind, contact_id, agent_id, order_id,
                           tenant_id, scope, site, version, payload)
    select i, m, s, k, c, a, o, t, p::ltree, w, v, b::jsonb
    from unnest(ids, moments, stages, kinds, contacts, agents, orders, tenants, scopes,
                sites, versions, payloads)
         with ordinality as row (i, m, s, k, c, a, o, t, p, w, v, b, n)
    order by n;
end $$;

-- Makes the partition of a month if it is not there. Runs with its owner's rights.
create function spine.month(first date) returns void language plpgsql
security definer set search_path = public as $$
declare name text := 'log_' || to_char(first, 'YYYY_MM');
begin
    if to_regclass('spine.' || name) is null then
        execute format(
            'create table spine.%I partition of spine.log for values from (%L) to (%L)',
            name, first::timestamp at time zone 'UTC',
            (first + interval '1 month')::timestamp at time zone 'UTC');
    end if;
exception when duplicate_table then null;
end $$;

create table spine.heard (
    stage text not null,
    id text not null,
    xid xid8 not null default pg_current_xact_id(),
    primary key (stage, id)
);

create table spine.cursors (
    stage text primary key,
    xid xid8 not null
);

create table spine.undelivered (
    stage text not null,
    id text not null,
    kind text not null,
    at timestamptz not null,
    error text not null,
    primary key (stage, id)
);

create table spine.alarms (
    key text primary key,
    due timestamptz not null,
    kind text not null,
    payload text not null
);
create index alarms_by_due on spine.alarms (due);

create table spine.parameters (
    name text not null,
    tenant_id text not null,
    scope ltree not null,
    version integer not null,
    value jsonb not null,
    since timestamptz not null,
    by text not null,
    change bigint generated always as identity,
    primary key (name, tenant_id, scope, version)
);
create index parameters_by_change on spine.parameters (change);

create table spine.migrations (
    stage text not null,
    name text not null,
    sha256 text not null,
    primary key (stage, name)
);
