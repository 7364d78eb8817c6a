-- A version may hold from a moment to come, may have no value (then what is set above holds
-- again), and may be called off before its moment. Its number is given once in the centre,
-- not once a place; those of before stay as they are.
alter table spine.parameters alter column value drop not null;
alter table spine.parameters add column made_at timestamptz;
update spine.parameters set made_at = since;
alter table spine.parameters alter column made_at set not null;
alter table spine.parameters add column reason text;
alter table spine.parameters add column called_off_by text;
