-- Groups have a name in both languages, as places have.
alter table people.groups rename column name to zh;
alter table people.groups add column en text;
update people.groups set en = zh;
alter table people.groups alter column en set not null;
