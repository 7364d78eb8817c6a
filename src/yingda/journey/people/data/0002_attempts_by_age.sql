-- Failed tries are forgotten once they count for nothing: guessed names must not pile up.
create index attempts_by_age on people.attempts (since);
