-- In which group the agent was then: whoever leads a group hears what it served.
alter table channels.recordings add column group_id text;
create index recordings_by_group on channels.recordings (group_id, started desc, recording_id desc)
  where group_id is not null;
