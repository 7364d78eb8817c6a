-- What a transaction leaves behind, in one call before its commit: the messages that it
-- tells, the alarms that it sets and those that it clears. The locks are held to the
-- commit, which follows at once: so the numbers of one contact's facts are in the order of
-- the commits. Answers with what the relay of the process must know to hand the messages on
-- without reading them again: which facts of the same contacts are in the log that a relay
-- which has read up to `unread_from` (null: there is none) has not read.
create function spine.tell(
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
        -- Whatever is two days old was read long ago; so the older months are not looked at.
        select coalesce(array_agg(l.id), '{}') into unread from spine.log l
        where l.contact_id = any(contacts) and l.xid >= unread_from
        and l.at >= moments[1] - interval '2 days';
    end if;
    xid := pg_current_xact_id();
    insert into spine.log (id, at, stage, kind, contact_id, agent_id, order_id,
                           tenant_id, scope, site, version, payload)
    select i, m, s, k, c, a, o, t, p::ltree, w, v, b::jsonb
    from unnest(ids, moments, stages, kinds, contacts, agents, orders, tenants, scopes,
                sites, versions, payloads)
         with ordinality as row (i, m, s, k, c, a, o, t, p, w, v, b, n)
    order by n;
end $$;

drop function spine.append;
