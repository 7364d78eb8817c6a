-- Whose turn it is where a queue goes round, also after a restart.

alter table routing.seats add column offered_at timestamptz;
