-- Through which entrance the caller came: whose is simulated is known by it.
alter table channels.recordings add column door text not null default '';
update channels.recordings r set door = c.door from channels.calls c
  where c.contact_id = r.contact_id;
