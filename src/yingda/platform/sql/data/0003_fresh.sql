-- What was told of contacts and may not have been read by every relay. It answers what the log
-- answered before, but the log has a part for every month: the question opened them all.
create table spine.fresh (
    contact_id text not null,
    xid xid8 not null,
    id text not null,
    primary key (contact_id, xid, id)
);
create index fresh_by_transaction on spine.fresh (xid);

insert into spine.fresh (contact_id, xid, id)
select contact_id, xid, id from spine.log
where contact_id is not null
and xid >= coalesce((select min(xid) from spine.cursors), '0');

create or replace function spine.tell(
    locks bigint[], ids text[], moments timestamptz[], stages text[], kinds text[],
    contacts text[], agents text[], orders text[], tenants text[], scopes text[],
    sites text[], versions integer[], payloads text[],
    cleared text[], alarms text[], dues timestamptz[], commands text[], contents text[],
    unread_from xid8, out xid xid8, out unread text[]
) language plpgsql as $$
begin
    if cleared <> '{}' then
        delete from spine.alarms where key = any(cleared);
    end if;
    if alarms <> '{}' then
        insert into spine.alarms (key, due, kind, payload)
        select * from unnest(alarms, dues, commands, contents)
        on conflict (key) do update
        set due = excluded.due, kind = excluded.kind, payload = excluded.payload;
    end if;
    if ids = '{}' then
        return;
    end if;
    perform pg_advisory_xact_lock(key) from unnest(locks) as key;
    if unread_from is not null then
        select coalesce(array_agg(f.id), '{}') into unread from spine.fresh f
        where f.contact_id = any(contacts) and f.xid >= unread_from;
    end if;
    xid := pg_current_xact_id();
    insert into spine.fresh (contact_id, xid, id)
    select c, pg_current_xact_id(), i from unnest(contacts, ids) as row (c, i)
    where c is not null;
    insert into spine.log (id, at, stage, kind, contact_id, agent_id, order_id,
                           tenant_id, scope, site, version, payload)
    select i, m, s, k, c, a, o, t, p::ltree, w, v, b::jsonb
    from unnest(ids, moments, stages, kinds, contacts, agents, orders, tenants, scopes,
                sites, versions, payloads)
         with ordinality as row (i, m, s, k, c, a, o, t, p, w, v, b, n)
    order by n;
end $$;
