-- By the sender's own key a post that comes a second time is known.
alter table channels.posts add column key text;
create unique index posts_once on channels.posts (contact_id, key) where key is not null;
