-- The call or chat in which something was done with an order.
alter table workorders.steps add column contact_id text;
