-- A call and all of it that is open, taken: nobody else changes it until the transaction
-- ends. The parts are looked up when the lock is had: what is read in one with it may be
-- from before.
create function channels.take_call(wanted text)
returns table (taken channels.calls, open_legs jsonb, open_ears jsonb)
language plpgsql as $$
begin
    select c.* into taken from channels.calls c where c.contact_id = wanted for update;
    if not found then
        return;
    end if;
    open_legs := (
        select jsonb_agg(l order by l.asked, l.leg_id) from channels.legs l
        where l.contact_id = wanted and l.is_open);
    open_ears := (
        select jsonb_agg(e order by e.ear_id) from channels.ears e
        where e.contact_id = wanted and e.gone is null);
    return next;
end $$;
