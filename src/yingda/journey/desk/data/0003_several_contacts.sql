-- An agent may have several contacts: each with where it stands, the foremost first.
alter table desk.agents add column work jsonb not null default '[]';
update desk.agents set work = jsonb_build_array(jsonb_build_object(
    'state', state, 'since', since, 'wrap_until', wrap_until,
    'serving', jsonb_build_object(
        'contact_id', contact_id, 'leg_id', leg_id, 'queue_id', queue_id, 'channel', 'voice',
        'offered_at', offered_at, 'bridged_at', bridged_at, 'held_since', held_since,
        'extended', extended))) where contact_id is not null;
alter table desk.agents
    drop column contact_id, drop column leg_id, drop column queue_id, drop column offered_at,
    drop column bridged_at, drop column held_since, drop column extended, drop column wrap_until;
