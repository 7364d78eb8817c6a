-- Whoever has written to us waits for an answer; notices to thousands do not stand before it.
alter table channels.texts add column goes_first boolean not null default false;
drop index channels.texts_due;
create index texts_due on channels.texts (tenant_id, goes_first desc, due, text_id) where state = 'queued';
