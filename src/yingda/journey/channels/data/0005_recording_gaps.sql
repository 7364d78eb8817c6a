-- Seconds of a leg that are in no file: the switch could not write them.
alter table channels.recordings add column gap double precision not null default 0;
