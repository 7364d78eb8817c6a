-- Who looked at what and who changed what. Rows are only ever added; the sealer gives each
-- its place in a chain, once, and nobody changes anything after that.
create table system.audit (
    tenant_id text not null,
    scope ltree not null,
    id text primary key,
    at timestamptz not null,
    user_id text,
    action text not null,
    subject text not null,
    reason text,
    number bigint,
    prev_hash bytea,
    hash bytea,
    unique (tenant_id, number)
);
create index audit_by_time on system.audit (tenant_id, at desc, id desc);
create index audit_by_user on system.audit (user_id, at desc);
create index audit_unsealed on system.audit (tenant_id, at, id) where number is null;

create table system.heads (
    tenant_id text primary key,
    scope ltree not null,
    number bigint not null,
    hash bytea not null
);

create function system.only_added() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.number is null and new.number is not null
        and (old.tenant_id, old.scope, old.id, old.at, old.user_id, old.action,
             old.subject, old.reason)
            is not distinct from
            (new.tenant_id, new.scope, new.id, new.at, new.user_id, new.action,
             new.subject, new.reason)
    then
        return new;
    end if;
    -- The owner of the table could remove this trigger anyway; the chain finds that out.
    if (select pg_has_role(relowner, 'member') from pg_class where oid = tg_relid) then
        if tg_op = 'DELETE' then return old; end if;
        return new;
    end if;
    raise exception 'the audit trail is only added to';
end $$;

create trigger only_added before update or delete on system.audit
    for each row execute function system.only_added();
