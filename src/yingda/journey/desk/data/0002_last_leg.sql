-- The leg that was over last: what is heard of it afterwards is late.
alter table desk.agents add column last_leg_id text;
