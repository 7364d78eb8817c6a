"""Calls and legs on disk, as a whole: one call is read, decided about, and written."""

from dataclasses import replace

import msgspec

from yingda.journey.channels.model import Door, LineId, Number
from yingda.journey.channels.model.calls import Call, CallState, Ear, Leg, ParkedCall
from yingda.journey.channels.store import ears
from yingda.kernel.ids import AgentId, BranchId, ContactId, CustomerId, TierId
from yingda.kernel.numbers import masked, normal
from yingda.platform.ports import Keys, Row, Transaction


async def add(tx: Transaction, call: Call, number: Number, keys: Keys) -> bool:
    """False if the line is known already: the switch has said the same thing twice."""
    new = await tx.run(
        "insert into channels.calls (tenant_id, scope, site, contact_id, line_id, door,"
        " called, point_id, customer_id, tier_id, branch_id, number, number_blind,"
        " state, arrived) values (:tenant_id, :place, :site, :contact_id, :line_id,"
        " :door, :called, :point_id, :customer_id, :tier_id, :branch_id, :number,"
        " :number_blind, :state, :arrived)"
        " on conflict (line_id) do nothing returning contact_id",
        place=call.scope.path,
        contact_id=call.contact_id,
        line_id=call.line_id,
        door=call.door,
        called=call.called,
        point_id=call.point_id,
        customer_id=call.customer_id,
        tier_id=call.tier_id,
        branch_id=call.branch_id,
        number=keys.seal(number, about=call.contact_id),
        number_blind=keys.blind(normal(number)),
        state=call.state,
        arrived=call.arrived,
    )
    return bool(new)


async def contact_on(tx: Transaction, line_id: LineId) -> ContactId | None:
    """An agent's line is named after its leg, so no table of lines is needed."""
    rows = await tx.run(
        "select contact_id from channels.calls where line_id = :line_id union all"
        " select contact_id from channels.legs where leg_id = :leg_id union all"
        " select contact_id from channels.ears where line_id = :line_id",
        line_id=line_id,
        leg_id=line_id.rpartition("-")[0],
    )
    return ContactId(str(rows[0]["contact_id"])) if rows else None


async def contact_with(tx: Transaction, agent_id: AgentId) -> ContactId | None:
    """The call that the agent has a leg in, the latest if there are several."""
    rows = await tx.run(
        "select contact_id from channels.legs where agent_id = :agent_id"
        " and ended is null order by asked desc limit 1",
        agent_id=agent_id,
    )
    return ContactId(str(rows[0]["contact_id"])) if rows else None


async def read(tx: Transaction, contact_id: ContactId, keys: Keys) -> Call | None:
    """The call, locked until the transaction ends."""
    rows = await tx.run(
        "select (taken).*, open_legs, open_ears from channels.take_call(:contact_id)",
        contact_id=contact_id,
    )
    return _call(rows[0], keys) if rows else None


async def unsettled(tx: Transaction) -> list[ContactId]:
    """Calls that live, or whose agents' lines have not all been seen to end."""
    rows = await tx.run(
        "select contact_id from channels.calls where tenant_id = :tenant_id"
        " and state <> 'ended' union"
        " select contact_id from channels.legs where tenant_id = :tenant_id and is_open"
        " union select contact_id from channels.ears"
        " where tenant_id = :tenant_id and gone is null order by 1"
    )
    return [ContactId(str(row["contact_id"])) for row in rows]


async def open_lines(tx: Transaction) -> set[LineId]:
    """Every line that has not been seen to end."""
    rows = await tx.run(
        "select line_id from channels.calls where tenant_id = :tenant_id"
        " and state <> 'ended' union all"
        " select line ->> 'line_id' from channels.legs, jsonb_array_elements(lines) line"
        " where tenant_id = :tenant_id and is_open and line ->> 'gone' is null"
        " union all select line_id from channels.ears"
        " where tenant_id = :tenant_id and gone is null"
    )
    return {LineId(str(row["line_id"])) for row in rows}


async def write(tx: Transaction, before: Call, after: Call) -> None:
    """What differs."""
    if _plain(before) != _plain(after):
        await _write_call(tx, after)
    for leg in after.legs:
        if leg != before.leg(leg.leg_id):
            await _write_leg(tx, after, leg)
    for ear in after.ears:
        if ear not in before.ears:
            await ears.write(tx, after, ear)


async def _write_call(tx: Transaction, call: Call) -> None:
    await tx.run(
        "update channels.calls set state = :state, talk_id = :talk_id,"
        " in_talk = :in_talk, joined = :joined, ending = :ending, ended = :ended,"
        " customer_id = :customer_id, tier_id = :tier_id, branch_id = :branch_id,"
        " scope = :place where contact_id = :contact_id",
        state=call.state,
        talk_id=call.talk_id,
        in_talk=call.in_talk,
        joined=call.joined,
        ending=call.ending,
        ended=call.ended,
        customer_id=call.customer_id,
        tier_id=call.tier_id,
        branch_id=call.branch_id,
        place=call.scope.path,
        contact_id=call.contact_id,
    )


async def _write_leg(tx: Transaction, call: Call, leg: Leg) -> None:
    is_open = leg.is_live or any(line.gone is None for line in leg.lines)
    was_answered = any(line.answered and line.record_as for line in leg.lines)
    await tx.run(
        "insert into channels.legs (tenant_id, scope, leg_id, contact_id, agent_id,"
        " queue_id, role, state, talk_id, in_talk, joined, line_id, next_line_id, lines,"
        " is_open, asked, rang, bridged, ended, why, sound) values (:tenant_id, :place,"
        " :leg_id, :contact_id, :agent_id, :queue_id, :role, :state, :talk_id,"
        " :in_talk, :joined, :line_id, :next_line_id, :lines, :is_open, :asked, :rang, :bridged,"
        " :ended, :why, :sound) on conflict (leg_id) do update set role = excluded.role,"
        " queue_id = excluded.queue_id,"
        " state = excluded.state, talk_id = excluded.talk_id,"
        " in_talk = excluded.in_talk, joined = excluded.joined, line_id = excluded.line_id,"
        " next_line_id = excluded.next_line_id, lines = excluded.lines,"
        " is_open = excluded.is_open, rang = excluded.rang,"
        " bridged = excluded.bridged, ended = excluded.ended, why = excluded.why,"
        " sound = case when legs.sound = 'none' then excluded.sound else legs.sound end",
        place=call.scope.path,
        leg_id=leg.leg_id,
        contact_id=call.contact_id,
        agent_id=leg.agent_id,
        queue_id=leg.queue_id,
        role=leg.role,
        state=leg.state,
        talk_id=leg.talk_id,
        in_talk=leg.in_talk,
        joined=leg.joined,
        line_id=leg.line_id,
        next_line_id=leg.next_line_id,
        lines=[msgspec.to_builtins(line) for line in leg.lines],
        is_open=is_open,
        asked=leg.asked,
        rang=leg.rang,
        bridged=leg.bridged,
        ended=leg.ended,
        why=leg.why,
        sound="wanted" if was_answered else "none",
    )


async def state(tx: Transaction, contact_id: ContactId) -> CallState | None:
    rows = await tx.run(
        "select state from channels.calls where contact_id = :contact_id",
        contact_id=contact_id,
    )
    return CallState(str(rows[0]["state"])) if rows else None


async def parked(tx: Transaction, keys: Keys) -> list[ParkedCall]:
    rows = await tx.run(
        "select * from channels.calls where tenant_id = :tenant_id"
        " and state = 'parked' order by arrived, contact_id"
    )
    found = [_call(row, keys) for row in rows]
    return [
        ParkedCall(
            contact_id=one.contact_id,
            number=one.shown,
            arrived=one.arrived,
            simulated=one.door is Door.SIMULATED,
        )
        for one in found
    ]


async def keep_note(tx: Transaction, contact_id: ContactId, note: bytes) -> None:
    await tx.run(
        "update channels.calls set note = :note where contact_id = :contact_id",
        note=note,
        contact_id=contact_id,
    )


async def note(
    tx: Transaction, contact_id: ContactId, agent_id: AgentId | None
) -> bytes | None:
    """For an agent who has a leg in the call, or had one."""
    rows = await tx.run(
        "select note from channels.calls c where contact_id = :contact_id"
        " and tenant_id = :tenant_id and exists (select from channels.legs l"
        "  where l.contact_id = c.contact_id and l.agent_id = :agent_id)",
        contact_id=contact_id,
        agent_id=agent_id,
    )
    kept = rows[0]["note"] if rows else None
    return kept if isinstance(kept, bytes) else None


async def identify(
    tx: Transaction,
    contact_id: ContactId,
    *,
    customer_id: CustomerId | None,
    tier_id: TierId,
    branch_id: BranchId,
) -> None:
    """From now on the call belongs where the caller does."""
    await tx.run(
        "update channels.calls set customer_id = :customer_id, tier_id = :tier_id,"
        " branch_id = :branch_id, scope = :branch_id::text::ltree"
        " where contact_id = :contact_id",
        contact_id=contact_id,
        customer_id=customer_id,
        tier_id=tier_id,
        branch_id=branch_id,
    )


async def set_waiting(tx: Transaction, contact_id: ContactId) -> None:
    await tx.run(
        "update channels.calls set state = 'waiting'"
        " where contact_id = :contact_id and state = 'machine'",
        contact_id=contact_id,
    )


def _plain(call: Call) -> tuple[object, ...]:
    return (
        call.state,
        call.talk_id,
        call.in_talk,
        call.joined,
        call.ending,
        call.ended,
        call.customer_id,
        call.tier_id,
        call.branch_id,
        call.scope,
    )


def _call(row: Row, keys: Keys) -> Call:
    number = row["number"]
    about = str(row["contact_id"])
    text = keys.open(number, about=about) if isinstance(number, bytes) else ""
    scope = {
        "tenant_id": row["tenant_id"],
        "path": str(row["scope"]),
        "site": row["site"],
    }
    call = msgspec.convert({**row, "shown": masked(normal(text)), "scope": scope}, Call)
    return replace(
        call,
        legs=msgspec.convert(row.get("open_legs") or (), tuple[Leg, ...]),
        ears=msgspec.convert(row.get("open_ears") or (), tuple[Ear, ...]),
    )
