"""After it all: every contact, every leg, every recording, every post is accounted for."""

from live.chatting import Chatting
from live.house import House
from live.waiting import until


def account(house: House) -> str:
    """What was counted. Everybody has left, so that nothing is under way any more."""
    tables = house.tables
    until(lambda: not _unstored(house), seconds=60, what="recording of every leg")
    calls = tables.ask("select contact_id, number_blind, state from channels.calls")
    assert {row["state"] for row in calls} == {"ended"}
    made = sorted(tables.keys.blind(number) for number in house.numbers)
    assert sorted(row["number_blind"] for row in calls) == made, "a caller was lost"  # type: ignore[type-var]  # bytes

    _are(house, "contacts that did not arrive and end once", _NOT_ONCE)
    _are(house, "contacts without a history", _NO_HISTORY)
    _are(house, "contacts served by two at a time", _SEGMENTS_TWICE)
    _are(house, "legs that did not end once", _LEGS_NOT_ONCE)
    _are(house, "callers served by two at a time", _SERVED_TWICE)
    _are(house, "agents with two calls at a time", _TWO_AT_ONCE)
    _are(house, "places in the queue", "select * from routing.places")
    _are(house, "messages given up", "select * from spine.undelivered")
    assert not list((house.centre.data / "spool").glob("*.wav")), "sound left lying"

    recordings = tables.ask("select * from channels.recordings")
    blobs = house.centre.data / "blobs"
    for one in recordings:
        file = f"{one['recording_id']}.wav.sealed"
        is_there = any(blobs.rglob(file))
        assert is_there == (one["state"] == "kept"), one
        assert one["state"] == "kept" or one["gap"], one
    lacking = sum(1 for one in recordings if one["gap"])
    return (
        f"{len(calls)} callers, {len(recordings)} recordings, {lacking} with a gap that"
        " is flagged"
    )


def account_of_chats(chats: Chatting) -> str:
    """Nothing is lost or altered in its order, nothing is twice."""
    posts = 0
    for visit in chats.visits:
        found = chats.posts(visit)
        posts += len(found)
        assert found == visit.wrote, "a post is lost, or there twice"
    again = sum(one.tries - len(one.wrote) + 1 for one in chats.visits)
    return f"{len(chats.visits)} chats, {posts} posts, {again} sent again"


def _are(house: House, what: str, sql: str) -> None:
    found = house.tables.ask(sql)
    assert not found, f"{what}: {found}"


def _unstored(house: House) -> list[dict[str, object]]:
    return house.tables.ask(
        "select leg_id from channels.legs where is_open or sound = 'wanted'"
    )


_ALL = "select contact_id from channels.calls union all select contact_id from channels.chats"
_NOT_ONCE = f"""
select c.contact_id, count(*) filter (where kind = 'CallArrived') as arrived,
    count(*) filter (where kind = 'CallEnded') as ended
from ({_ALL}) c left join spine.log using (contact_id) group by 1
having count(*) filter (where kind = 'CallArrived') <> 1
    or count(*) filter (where kind = 'CallEnded') <> 1
"""
_NO_HISTORY = f"""
select contact_id from ({_ALL}) c where not exists (select from contacts.history h
    where h.contact_id = c.contact_id and h.ended_at is not null)
"""
_LEGS_NOT_ONCE = """
select leg_id, bridged, told.* from channels.legs l cross join lateral (
    select count(*) filter (where kind = 'LegEnded') as ended,
        count(*) filter (where kind = 'CallBridged') as bridgings
    from spine.log where contact_id = l.contact_id and payload ->> 'leg_id' = leg_id) told
where told.ended <> 1 or told.bridgings <> (bridged is not null)::int
"""
_SERVED_TWICE = """
select a.contact_id, a.leg_id, b.leg_id from channels.legs a join channels.legs b
    on a.contact_id = b.contact_id and a.leg_id < b.leg_id
where a.bridged < b.ended and b.bridged < a.ended
"""
_SEGMENTS_TWICE = """
select a.contact_id, a.leg_id, b.leg_id from contacts.segments a join contacts.segments b
    on a.contact_id = b.contact_id and a.leg_id < b.leg_id
where a.bridged_at < b.ended_at and b.bridged_at < a.ended_at
"""
_TWO_AT_ONCE = """
select a.agent_id, a.leg_id, b.leg_id from channels.legs a join channels.legs b
    on a.agent_id = b.agent_id and a.leg_id < b.leg_id
where a.asked < b.ended and b.asked < a.ended
"""
