-- Of a chat that was kept long enough nothing personal is left: no post, no address, no token.

alter table channels.chats
  add column legal_hold boolean not null default false,
  add column let_go timestamptz;
create index chats_to_let_go on channels.chats (tenant_id, channel, ended)
  where let_go is null and ended is not null;
