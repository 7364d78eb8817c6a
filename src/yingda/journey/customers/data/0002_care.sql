-- Who is served in a way of their own: the birth date is sealed like the name, and a
-- number that a household shares says nothing of who is calling.

alter table customers.customers add column born bytea;
alter table customers.points add column is_household boolean not null default false;
