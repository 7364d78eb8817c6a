-- Five logs, each with a chain of its own, so that each can be kept for as long as its rule
-- says. What was written before goes on in the chain without a name, which held all kinds.
alter table system.audit add column kind text;
update system.audit set kind = case
    when action like 'sign-%' then 'sign-in'
    when action in ('parameters.set', 'flows.publish') then 'operation'
    else 'access' end;
alter table system.audit alter column kind set not null;
alter table system.audit add column chain text not null default '';
alter table system.audit drop constraint audit_tenant_id_number_key;
alter table system.audit add constraint audit_place unique (tenant_id, chain, number);
drop index system.audit_unsealed;
create index audit_unsealed on system.audit (tenant_id, chain, at, id)
    where number is null;
create index audit_by_kind on system.audit (tenant_id, kind, at desc, id desc);
create index audit_by_link on system.audit (tenant_id, chain, prev_hash);

-- `first`: up to this number the rows were let go by the rule; the hash of the last of them.
alter table system.heads add column chain text not null default '';
alter table system.heads drop constraint heads_pkey;
alter table system.heads add primary key (tenant_id, chain);
alter table system.heads add column first_number bigint not null default 0;
alter table system.heads add column first_hash bytea not null default '';

create or replace function system.only_added() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.number is null and new.number is not null
        and (old.tenant_id, old.scope, old.id, old.at, old.user_id, old.action,
             old.subject, old.reason, old.kind, old.chain)
            is not distinct from
            (new.tenant_id, new.scope, new.id, new.at, new.user_id, new.action,
             new.subject, new.reason, new.kind, new.chain)
    then
        return new;
    end if;
    -- What the rule lets go: the end of the cut stands in the heads, and in an entry.
    if tg_op = 'DELETE' and old.number <= (
        select first_number from system.heads h
        where h.tenant_id = old.tenant_id and h.chain = old.chain)
    then
        return old;
    end if;
    -- The owner of the table could remove this trigger anyway; the chain finds that out.
    if (select pg_has_role(relowner, 'member') from pg_class where oid = tg_relid) then
        if tg_op = 'DELETE' then return old; end if;
        return new;
    end if;
    raise exception 'the audit trail is only added to';
end $$;
