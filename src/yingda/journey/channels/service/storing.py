"""What the switch has recorded: put together, stored under seal, and what is lacking
named."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from yingda.journey.channels.core.sound import Part, Stereo, together
from yingda.journey.channels.model.calls import AgentLine
from yingda.journey.channels.model.recordings import (
    Recorded,
    Recording,
    RecordingState,
)
from yingda.journey.channels.ports import Posts
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.store import recordings as store
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    LegId,
    MessageId,
    RecordingId,
    TenantId,
)
from yingda.kernel.message import Event
from yingda.kernel.org import Scope
from yingda.messages.channels import RecordingKept, RecordingMissing
from yingda.platform.ports import Blobs

AT_A_TIME = 200

log = logging.getLogger(__name__)


class _Stamp(TypedDict):
    """What both facts about a recording begin with."""

    id: MessageId
    at: datetime
    scope: Scope
    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    recording_id: RecordingId
    gap: timedelta


class Storing:
    def __init__(
        self, exchange: Exchange, blobs: Blobs, spool: Path, posts: Posts
    ) -> None:
        self._exchange = exchange
        self._posts = posts
        self._blobs = blobs
        self._spool = spool
        self._is_stuck = False

    async def keep(self) -> int:
        """Stores what has been recorded, and returns how much. May be killed anywhere:
        a file goes only after the commit that knows its sound to be stored. Where there
        is no room for it, it waits."""
        exchange = self._exchange
        settled = exchange.clock.now() - exchange.limits().sound_settles
        async with exchange.system() as tx:
            legs = await store.to_store(tx, ended_before=settled, at_most=AT_A_TIME)
        try:
            kept = [leg for leg in legs if await self._keep(leg, settled)]
        except OSError as error:
            if not self._is_stuck:
                log.warning("recordings cannot be stored: %s", error.strerror)
            self._is_stuck = True
            return 0
        if self._is_stuck:
            log.warning("recordings can be stored again")
            self._is_stuck = False
        return len(kept)

    async def _keep(self, leg: Recorded, settled: datetime) -> bool:
        """False if the switch has not written any of the leg's files, and still may."""
        is_late = leg.ended + self._exchange.limits().sound_missing_after <= settled
        if not is_late and not await asyncio.to_thread(_is_there, leg):
            return False
        stereo = await asyncio.to_thread(_put_together, leg)
        await self._store(leg, stereo)
        await asyncio.to_thread(_remove, leg)
        return True

    async def sweep(self) -> int:
        """Removes files whose sound was stored just before a crash."""
        names = await asyncio.to_thread(self._spooled)
        async with self._exchange.system() as tx:
            stored = await store.of_legs(tx, sorted(names))
        for recording in stored:
            for file in names[recording.leg_id]:
                await asyncio.to_thread(file.unlink, missing_ok=True)
        return len(stored)

    async def _store(self, leg: Recorded, stereo: Stereo) -> None:
        exchange = self._exchange
        scope = Scope(tenant_id=TenantId(leg.tenant_id), path=leg.path, site=leg.site)
        limits = exchange.limits(scope)
        gap = stereo.gap if stereo.gap > limits.sound_may_lack.total_seconds() else 0.0
        started = _started(leg)
        is_lost = bool(gap) and not stereo.seconds
        recording = Recording(
            recording_id=RecordingId(leg.leg_id),
            leg_id=leg.leg_id,
            contact_id=leg.contact_id,
            agent_id=leg.agent_id,
            queue_id=leg.queue_id,
            customer_id=leg.customer_id,
            point_id=leg.point_id,
            started=started,
            seconds=stereo.seconds,
            peaks=stereo.peaks,
            sha256=sha256(stereo.wav).hexdigest(),
            state=RecordingState.MISSING if is_lost else RecordingState.KEPT,
            keep_until=leg.ended + limits.keep_recordings,
            legal_hold=False,
            gap=gap,
            door=leg.door,
            group_id=await self._posts.group_of(scope, leg.agent_id, started),
        )
        if not is_lost:
            await self._blobs.put(key(recording), stereo.wav)
        async with exchange.work.system(scope) as tx:
            await store.set_sound(tx, leg.leg_id, "missing" if is_lost else "kept")
            if await store.add(tx, recording, leg.number_blind):
                await tx.tell(self._told(recording, scope))
        if gap:
            log.warning("the recording of %s lacks %.0f s", leg.leg_id, gap)

    def _told(self, recording: Recording, scope: Scope) -> Event:
        stamp = _Stamp(
            id=self._exchange.new_id(),
            at=self._exchange.clock.now(),
            scope=scope,
            contact_id=recording.contact_id,
            leg_id=recording.leg_id,
            agent_id=recording.agent_id,
            recording_id=recording.recording_id,
            gap=timedelta(seconds=recording.gap),
        )
        if recording.state is RecordingState.MISSING:
            return RecordingMissing(**stamp)
        return RecordingKept(**stamp, length=timedelta(seconds=recording.seconds))

    def _spooled(self) -> dict[LegId, list[Path]]:
        """Files by the leg they are named after."""
        files: dict[LegId, list[Path]] = {}
        for file in self._spool.glob("*-*-*.wav"):
            leg_id = LegId(file.name.rsplit("-", 2)[0])
            files.setdefault(leg_id, []).append(file)
        return files


def key(recording: Recording) -> str:
    """Of its blob."""
    return f"recordings/{recording.started:%Y/%m/%d}/{recording.recording_id}.wav"


def _is_there(leg: Recorded) -> bool:
    return any(file.exists() for line in leg.lines for file in _files(line))


def _put_together(leg: Recorded) -> Stereo:
    start = _started(leg)
    parts = []
    for line in leg.lines:
        if line.answered is None or line.record_as is None:
            continue
        said, heard = (
            file.read_bytes() if file.exists() else b"" for file in _files(line)
        )
        parts.append(
            Part(
                after=(line.answered - start).total_seconds(),
                said=said,
                heard=heard,
                lasted=((line.gone or leg.ended) - line.answered).total_seconds(),
            )
        )
    return together(parts)


def _remove(leg: Recorded) -> None:
    for line in leg.lines:
        for file in _files(line):
            file.unlink(missing_ok=True)


def _files(line: AgentLine) -> Sequence[Path]:
    """What the agent said, and what the agent heard."""
    if line.record_as is None:
        return ()
    return [Path(f"{line.record_as}-{end}.wav") for end in ("in", "out")]


def _started(leg: Recorded) -> datetime:
    return min(
        (line.answered for line in leg.lines if line.answered), default=leg.ended
    )
