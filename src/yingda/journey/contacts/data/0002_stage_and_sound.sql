-- Which stage told a step, and how many recordings a contact has.
alter table contacts.steps add column stage text not null default '';
alter table contacts.history add column recordings integer not null default 0;
