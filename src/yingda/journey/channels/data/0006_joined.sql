-- Since when a line is in the talk that it belongs to: two hear each other from the later
-- of their two moments on, in whichever order these were told.
alter table channels.calls add column joined timestamptz;
alter table channels.legs add column joined timestamptz;
