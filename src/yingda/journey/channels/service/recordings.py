"""Recordings: found, played, checked, deleted."""

import hmac
import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from yingda.journey.channels.errors import (
    ReasonNeeded,
    RecordingSpoilt,
    TicketOver,
    UnknownRecording,
)
from yingda.journey.channels.model.recordings import (
    Coverage,
    Recording,
    RecordingState,
    Sound,
    Wanted,
)
from yingda.journey.channels.ports import Reach
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.service.storing import AT_A_TIME, Storing, key
from yingda.journey.channels.store import recordings as store
from yingda.kernel.calendar import bounds, business_date
from yingda.kernel.ids import RecordingId
from yingda.kernel.numbers import normal
from yingda.kernel.org import Asker
from yingda.messages.channels import RecordingsCovered
from yingda.messages.system import PersonalDataSeen
from yingda.platform.ports import Blobs

RIGHT = "recordings.play"
HOLD = "system.admin"
AFTER_MIDNIGHT = timedelta(hours=2)
"""When a night's work begins: talks that began before midnight are over."""

log = logging.getLogger(__name__)


class Recordings:
    def __init__(
        self, exchange: Exchange, blobs: Blobs, storing: Storing, reach: Reach
    ) -> None:
        self._reach = reach
        self._exchange = exchange
        self._blobs = blobs
        self._storing = storing

    async def keep(self) -> int:
        """Stores what has been recorded, and returns how much."""
        return await self._storing.keep()

    # --- finding and playing ------------------------------------------------------

    async def search(
        self, asker: Asker, wanted: Wanted
    ) -> tuple[list[Recording], tuple[datetime, RecordingId] | None]:
        """The newest first, and where the next page begins."""
        asker.must(RIGHT)
        wanted = replace(wanted, sight=await self._reach.sight(asker))
        number = None
        if wanted.number is not None:
            number = self._exchange.keys.blind(normal(wanted.number))
        at_most = self._exchange.limits(asker.scope).recordings_a_page
        async with self._exchange.work.begin(asker.scope) as tx:
            found = await store.search(tx, wanted, number, at_most=at_most + 1)
        page = found[:at_most]
        if len(found) <= at_most:
            return page, None
        return page, (page[-1].started, page[-1].recording_id)

    async def listen(
        self, asker: Asker, recording_id: RecordingId, reason: str
    ) -> Sound:
        """Asked without a reason it is refused; both are kept and told."""
        asker.must(RIGHT)
        exchange, why = self._exchange, reason.strip()
        message_id = exchange.new_id()
        async with exchange.work.begin(asker.scope) as tx:
            recording = await store.find(tx, recording_id)
        if recording is None or not await self._reach.sees_contact(
            asker, recording.contact_id
        ):
            raise UnknownRecording(recording_id)
        async with exchange.work.begin(asker.scope) as tx:
            sealed = exchange.keys.seal(why, about=message_id) if why else None
            await store.log_listen(
                tx,
                message_id=message_id,
                recording_id=recording_id,
                user_id=asker.user_id,
                at=exchange.clock.now(),
                reason=sealed,
            )
            await tx.tell(
                self._seen(asker, recording_id, RIGHT, "written")
                if why
                else self._seen(asker, recording_id, f"{RIGHT}-refused", None)
            )
        if not why:
            raise ReasonNeeded
        if recording.state is not RecordingState.KEPT:
            raise RecordingSpoilt(recording.state)
        until = exchange.clock.now() + exchange.limits(asker.scope).ticket_lasts
        ticket = self._ticket(recording_id, str(int(until.timestamp())))
        return Sound(
            url=f"/api/recordings/{recording_id}/sound?ticket={ticket}",
            peaks=recording.peaks,
            seconds=recording.seconds,
        )

    async def sound(self, recording_id: RecordingId, ticket: str) -> bytes:
        """The whole file, for whoever holds a ticket that is still good."""
        until = ticket.partition(".")[0]
        ours = self._ticket(recording_id, until)
        is_ours = hmac.compare_digest(ticket.encode(), ours.encode())
        if not is_ours or int(until) < self._exchange.clock.now().timestamp():
            raise TicketOver
        async with self._exchange.system() as tx:
            recording = await store.find(tx, recording_id)
        if recording is None:
            raise UnknownRecording(recording_id)
        data, state = await self._fetch(recording)
        if data is None:
            await self._note(recording, state)
            raise RecordingSpoilt(state)
        return data

    # --- checking and deleting ----------------------------------------------------

    async def nightly(self) -> None:
        """To be called now and then: does what is due, and nothing else."""
        await self._storing.sweep()
        await self.cover_next()
        await self.delete_old()

    async def cover(self, day: date) -> Coverage:
        """Holds a day's connected legs against its recordings, each opened and
        compared with what was stored; what is missing or altered is noted."""
        start, end = bounds(day)
        async with self._exchange.system() as tx:
            legs = await store.connected(tx, start, end)
            found = {one.leg_id: one for one in await store.of_legs(tx, legs)}
        missing = [leg_id for leg_id in legs if leg_id not in found]
        altered: list[RecordingId] = []
        for recording in found.values():
            state = await self.verify(recording)
            if state is RecordingState.MISSING:
                missing.append(recording.leg_id)
            elif state is RecordingState.ALTERED:
                altered.append(recording.recording_id)
        return Coverage(
            day=day,
            legs=len(legs),
            recordings=len(legs) - len(missing),
            missing=tuple(sorted(missing)),
            altered=tuple(sorted(altered)),
        )

    async def cover_next(self) -> Coverage | None:
        """The next day that is over, talks over midnight too: yesterday, or an earlier
        one that passed while nobody was there. None if all are done."""
        exchange = self._exchange
        now = exchange.clock.now()
        yesterday = business_date(now - AFTER_MIDNIGHT) - timedelta(days=1)
        async with exchange.system() as tx:
            latest = await store.covered(tx, at_most=1)
        day = latest[0].day + timedelta(days=1) if latest else yesterday
        if day > yesterday:
            return None
        coverage = await self.cover(day)
        async with exchange.system() as tx:
            await store.add_coverage(tx, coverage, now)
            await tx.tell(
                RecordingsCovered(
                    id=exchange.new_id(),
                    at=now,
                    scope=exchange.home,
                    day=day,
                    legs=coverage.legs,
                    recordings=coverage.recordings,
                    missing=coverage.missing,
                    altered=coverage.altered,
                )
            )
        if not coverage.is_complete:
            log.warning(
                "recordings of %s: %d missing, %d altered",
                day,
                len(coverage.missing),
                len(coverage.altered),
            )
        return coverage

    async def coverage(self, asker: Asker) -> list[Coverage]:
        """The nights of the last month, the latest first."""
        asker.must(RIGHT)
        async with self._exchange.work.begin(asker.scope) as tx:
            return await store.covered(tx, at_most=31)

    async def verify(self, recording: Recording) -> RecordingState:
        """Is the sound still what was stored? The answer is noted."""
        if recording.state is RecordingState.DELETED:
            return recording.state
        _, state = await self._fetch(recording)
        await self._note(recording, state)
        return state

    async def set_legal_hold(
        self, asker: Asker, recording_id: RecordingId, *, is_on: bool
    ) -> None:
        """What is held is not deleted, however old it is."""
        asker.must(HOLD)
        async with self._exchange.work.begin(asker.scope) as tx:
            if not await store.set_legal_hold(tx, recording_id, is_on=is_on):
                raise UnknownRecording(recording_id)
            action = "recordings.hold" if is_on else "recordings.release"
            await tx.tell(self._seen(asker, recording_id, action, None))

    async def delete_old(self) -> int:
        """Deletes what has been kept long enough and is not under legal hold."""
        async with self._exchange.system() as tx:
            old = await store.to_delete(
                tx, self._exchange.clock.now(), at_most=AT_A_TIME
            )
        for recording_id in old:
            async with self._exchange.system() as tx:
                recording = await store.find(tx, recording_id)
            if recording is not None and not recording.legal_hold:
                await self._blobs.delete(key(recording))
                await self._note(recording, RecordingState.DELETED)
        return len(old)

    # --- inside -------------------------------------------------------------------

    async def _fetch(self, recording: Recording) -> tuple[bytes | None, RecordingState]:
        try:
            data = await self._blobs.get(key(recording))
        except KeyError:
            return None, RecordingState.MISSING
        except ValueError:
            return None, RecordingState.ALTERED
        if sha256(data).hexdigest() != recording.sha256:
            return None, RecordingState.ALTERED
        return data, RecordingState.KEPT

    async def _note(self, recording: Recording, state: RecordingState) -> None:
        if state is not recording.state:
            async with self._exchange.system() as tx:
                await store.set_state(tx, recording.recording_id, state)

    def _seen(
        self,
        asker: Asker,
        recording_id: RecordingId,
        action: str,
        reason: str | None,
    ) -> PersonalDataSeen:
        return PersonalDataSeen(
            id=self._exchange.new_id(),
            at=self._exchange.clock.now(),
            scope=asker.scope,
            user_id=asker.user_id,
            action=action,
            subject=f"recording/{recording_id}",
            reason=reason,
        )

    def _ticket(self, recording_id: RecordingId, until: str) -> str:
        mark = self._exchange.keys.derive("sound-ticket", f"{recording_id}/{until}")
        return f"{until}.{mark}"
