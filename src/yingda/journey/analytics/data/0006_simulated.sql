-- Contacts whose callers are simulated: counted, and left out where that is asked for.

alter table analytics.contacts add column simulated boolean not null default false;
