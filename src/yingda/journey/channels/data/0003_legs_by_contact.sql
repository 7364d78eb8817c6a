-- Whose leg was in this call? Asked for legs that are over, too.
create index legs_by_contact on channels.legs (contact_id);
