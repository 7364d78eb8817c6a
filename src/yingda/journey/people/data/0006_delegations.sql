-- What one lends of their own actions to another, for a time. `scope` is the place of whoever
-- has them meanwhile; an entry is ended and never removed.
create table people.delegations (
    tenant_id text not null,
    scope ltree not null,
    delegation_id text not null,
    from_user text not null,
    to_user text not null,
    actions text[] not null,
    since timestamptz not null,
    until timestamptz not null,
    reason text,
    made_at timestamptz not null,
    ended_at timestamptz,
    ended_by text,
    primary key (tenant_id, delegation_id)
);
create index delegations_by_holder on people.delegations (tenant_id, to_user, until)
    where ended_at is null;
create index delegations_by_giver on people.delegations (tenant_id, from_user);

-- What others lend to a user, with how far those see by now: asked with every session.
create function people.lent(tenant text, holder text, now timestamptz) returns jsonb
language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'delegation_id', d.delegation_id, 'from_user', d.from_user, 'actions', d.actions,
        'since', d.since, 'until', d.until, 'roles', g.roles, 'path', g.scope::text,
        'group_id', s.group_id) order by d.delegation_id), '[]')
    from people.delegations d
    join people.users g on g.tenant_id = d.tenant_id and g.user_id = d.from_user
        and g.is_active
    left join people.staff s on s.tenant_id = d.tenant_id and s.agent_id = d.from_user
    where d.tenant_id = tenant and d.to_user = holder and d.until > now
        and d.ended_at is null
$$;
