-- What a caller keyed is kept no longer than the call: a session that ended is removed.
delete from dialogue.sessions where not is_live;
alter table dialogue.sessions drop column is_live;
