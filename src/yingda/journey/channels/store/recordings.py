"""Recordings on disk: what is to be stored, what is, and who listened."""

from datetime import datetime

import msgspec

from yingda.journey.channels.model.recordings import (
    Coverage,
    Recorded,
    Recording,
    RecordingState,
    Wanted,
)
from yingda.kernel.ids import LegId, MessageId, RecordingId, UserId
from yingda.messages.channels import SIMULATED
from yingda.platform.ports import Transaction


async def to_store(
    tx: Transaction, *, ended_before: datetime, at_most: int
) -> list[Recorded]:
    """Legs that were answered and whose lines are all gone, the oldest first."""
    rows = await tx.run(
        "select l.*, c.customer_id, c.point_id, c.number_blind, c.door, c.site,"
        " c.scope as path from channels.legs l join channels.calls c using (contact_id)"
        " where l.sound = 'wanted' and not l.is_open and l.ended <= :ended_before"
        " order by l.ended limit :at_most",
        ended_before=ended_before,
        at_most=at_most,
    )
    return [msgspec.convert(row, Recorded) for row in rows]


async def add(tx: Transaction, recording: Recording, number_blind: bytes) -> bool:
    """False if it is there already."""
    new = await tx.run(
        "insert into channels.recordings (tenant_id, scope, recording_id, leg_id,"
        " contact_id, agent_id, queue_id, customer_id, point_id, number_blind, started,"
        " seconds, peaks, sha256, state, keep_until, gap, door, group_id) values (:tenant_id, :path,"
        " :recording_id, :leg_id, :contact_id, :agent_id, :queue_id, :customer_id,"
        " :point_id, :number_blind, :started, :seconds, :peaks, :sha256, :state,"
        " :keep_until, :gap, :door, :group_id) on conflict (leg_id) do nothing returning recording_id",
        recording_id=recording.recording_id,
        leg_id=recording.leg_id,
        contact_id=recording.contact_id,
        agent_id=recording.agent_id,
        queue_id=recording.queue_id,
        customer_id=recording.customer_id,
        point_id=recording.point_id,
        number_blind=number_blind,
        started=recording.started,
        seconds=recording.seconds,
        peaks=list(recording.peaks),
        sha256=recording.sha256,
        state=recording.state,
        keep_until=recording.keep_until,
        gap=recording.gap,
        door=recording.door,
        group_id=recording.group_id,
    )
    return bool(new)


async def set_sound(tx: Transaction, leg_id: LegId, sound: str) -> None:
    await tx.run(
        "update channels.legs set sound = :sound where leg_id = :leg_id",
        leg_id=leg_id,
        sound=sound,
    )


async def find(tx: Transaction, recording_id: RecordingId) -> Recording | None:
    rows = await tx.run(
        "select * from channels.recordings where recording_id = :recording_id",
        recording_id=recording_id,
    )
    return msgspec.convert(rows[0], Recording) if rows else None


async def search(
    tx: Transaction, wanted: Wanted, number_blind: bytes | None, *, at_most: int
) -> list[Recording]:
    """The newest first."""
    before, last_id = wanted.before or (None, None)
    sight = wanted.sight
    rows = await tx.run(
        "select * from channels.recordings where state <> 'deleted'"
        " and (:number_blind::bytea is null or number_blind = :number_blind)"
        " and (:customer_id::text is null or customer_id = :customer_id)"
        " and (:agent_id::text is null or agent_id = :agent_id)"
        " and (:contact_id::text is null or contact_id = :contact_id)"
        " and (:is_simulated::boolean is null"
        "  or (door = :simulated) = :is_simulated::boolean)"
        " and (:among::text[] is null or agent_id = :own"
        "  or group_id = any(:groups::text[]) or agent_id = any(:among)"
        "  and (group_id is null or :groups::text[] = '{}'))"
        " and (:since::timestamptz is null or started >= :since)"
        " and (:until::timestamptz is null or started < :until)"
        " and (:before::timestamptz is null"
        "      or (started, recording_id) < (:before, :last_id::text))"
        " order by started desc, recording_id desc limit :at_most",
        number_blind=number_blind,
        customer_id=wanted.customer_id,
        agent_id=wanted.agent_id,
        contact_id=wanted.contact_id,
        is_simulated=wanted.is_simulated,
        simulated=SIMULATED,
        among=None if sight is None else list(sight.agents),
        groups=list(sight.groups) if sight else [],
        own=sight.own if sight else None,
        since=wanted.since,
        until=wanted.until,
        before=before,
        last_id=last_id,
        at_most=at_most,
    )
    return [msgspec.convert(row, Recording) for row in rows]


async def log_listen(
    tx: Transaction,
    *,
    message_id: MessageId,
    recording_id: RecordingId,
    user_id: UserId,
    at: datetime,
    reason: bytes | None,
) -> None:
    """Without a reason it was refused, and that is kept too."""
    await tx.run(
        "insert into channels.listens (tenant_id, scope, id, recording_id, user_id, at,"
        " reason, is_refused) values (:tenant_id, :path, :message_id, :recording_id,"
        " :user_id, :at, :reason, :is_refused)",
        message_id=message_id,
        recording_id=recording_id,
        user_id=user_id,
        at=at,
        reason=reason,
        is_refused=reason is None,
    )


async def set_state(
    tx: Transaction, recording_id: RecordingId, state: RecordingState
) -> None:
    await tx.run(
        "update channels.recordings set state = :state"
        " where recording_id = :recording_id",
        recording_id=recording_id,
        state=state,
    )


async def set_legal_hold(
    tx: Transaction, recording_id: RecordingId, *, is_on: bool
) -> bool:
    """False if there is no such recording."""
    rows = await tx.run(
        "update channels.recordings set legal_hold = :is_on"
        " where recording_id = :recording_id returning recording_id",
        recording_id=recording_id,
        is_on=is_on,
    )
    return bool(rows)


async def to_delete(
    tx: Transaction, now: datetime, *, at_most: int
) -> list[RecordingId]:
    rows = await tx.run(
        "select recording_id from channels.recordings where keep_until <= :now"
        " and not legal_hold and state <> 'deleted' order by keep_until limit :at_most",
        now=now,
        at_most=at_most,
    )
    return [RecordingId(str(row["recording_id"])) for row in rows]


async def connected(tx: Transaction, start: datetime, end: datetime) -> list[LegId]:
    """The legs on which a caller and an agent began to hear each other."""
    rows = await tx.run(
        "select leg_id from channels.legs where tenant_id = :tenant_id"
        " and bridged >= :start and bridged < :end and ended is not null"
        " order by leg_id",
        start=start,
        end=end,
    )
    return [LegId(str(row["leg_id"])) for row in rows]


async def of_legs(tx: Transaction, leg_ids: list[LegId]) -> list[Recording]:
    rows = await tx.run(
        "select * from channels.recordings where leg_id = any(:leg_ids)"
        " order by recording_id",
        leg_ids=leg_ids,
    )
    return [msgspec.convert(row, Recording) for row in rows]


async def add_coverage(tx: Transaction, coverage: Coverage, at: datetime) -> None:
    await tx.run(
        "insert into channels.coverage (tenant_id, scope, day, legs, recordings,"
        " missing, altered, at) values (:tenant_id, :path, :day, :legs, :recordings,"
        " :missing, :altered, :at) on conflict (tenant_id, day) do update set"
        " legs = excluded.legs, recordings = excluded.recordings,"
        " missing = excluded.missing, altered = excluded.altered, at = excluded.at",
        day=coverage.day,
        legs=coverage.legs,
        recordings=coverage.recordings,
        missing=list(coverage.missing),
        altered=list(coverage.altered),
        at=at,
    )


async def covered(tx: Transaction, *, at_most: int) -> list[Coverage]:
    """The latest days first."""
    rows = await tx.run(
        "select * from channels.coverage where tenant_id = :tenant_id"
        " order by day desc limit :at_most",
        at_most=at_most,
    )
    return [msgspec.convert(row, Coverage) for row in rows]
