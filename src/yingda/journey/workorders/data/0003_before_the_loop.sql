-- Open orders from before there was a loop stand at the beginning of their flow: the province
-- dispatches them by hand. Types that a centre made itself have no flow; they can be cancelled.
update workorders.orders
set flow = case type when 'query' then 'consult' else type end,
    node = 'dispatch',
    engine = '{"format": 1, "version": 1, "at": "dispatch"}',
    steps = 1,
    task_id = order_id
where closed_at is null and flow = ''
  and type in ('consult', 'query', 'complaint', 'suggestion', 'business', 'fault');

insert into workorders.tasks
    (tenant_id, scope, task_id, order_id, flow, node, kind, holder_kind, holder_id, rule,
     time_limit, given_at, given_by, due)
select tenant_id, subltree(scope, 0, 1), order_id, order_id, flow, 'dispatch', 'dispatch',
       'place', subltree(scope, 0, 1)::text, 'province', 'dispatch', opened_at, opened_by, due
from workorders.orders
where task_id = order_id;

insert into workorders.steps
    (tenant_id, scope, order_id, number, act, at, by, after, node, task_id)
select tenant_id, scope, order_id, 1, 'open', opened_at, opened_by, 'new', 'dispatch', task_id
from workorders.orders
where task_id = order_id;
