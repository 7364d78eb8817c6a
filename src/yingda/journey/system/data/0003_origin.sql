-- From which address a request came, where an entry is about one.

alter table system.audit add column origin text;
