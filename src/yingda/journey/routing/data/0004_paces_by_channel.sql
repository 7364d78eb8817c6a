-- Chats are served at another pace than calls, and come in other numbers.

alter table routing.paces add column channel text not null default 'voice';
alter table routing.paces drop constraint paces_pkey;
alter table routing.paces add primary key (tenant_id, queue_id, channel);
alter table routing.flows add column channel text not null default 'voice';
alter table routing.flows drop constraint flows_pkey;
alter table routing.flows add primary key (tenant_id, queue_id, channel, tier_id);
