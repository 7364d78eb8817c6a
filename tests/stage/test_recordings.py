"""Every answered leg is stored under seal, found, played for a reason, and checked."""

import io
import os
import wave
from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import asker, ground
from builders_channels import (
    ADA,
    ANA,
    BILLING,
    BO,
    Exchange,
    Killed,
    agent,
)
from yingda.journey.channels.errors import (
    ReasonNeeded,
    RecordingSpoilt,
    TicketOver,
    UnknownRecording,
)
from yingda.journey.channels.limits import Limits
from yingda.journey.channels.model import LineId
from yingda.journey.channels.model.recordings import Recording, RecordingState, Wanted
from yingda.kernel.ids import ContactId, RecordingId
from yingda.kernel.org import NotAllowed
from yingda.messages.channels import (
    Answer,
    RecordingKept,
    RecordingMissing,
    RecordingsCovered,
)
from yingda.messages.system import PersonalDataSeen
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

TODAY = date(2026, 1, 1)
LISTENER = asker("sup", "recordings.play")


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path)


async def talk(exchange: Exchange, number: str = ADA) -> ContactId:
    """One call of five seconds with Ana."""
    contact_id, line = await exchange.call(number)
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)
    await exchange.pass_time(5)
    exchange.switch.hang_up(line)
    await exchange.pump()
    await exchange.pass_time(5)
    return contact_id


async def found(exchange: Exchange, wanted: Wanted | None = None) -> list[Recording]:
    page, _ = await exchange.channels.recordings.search(LISTENER, wanted or Wanted())
    return page


async def stored(exchange: Exchange) -> Recording:
    await talk(exchange)
    await exchange.channels.recordings.keep()
    (recording,) = await found(exchange)
    return recording


@pytest.mark.row("CT-20")
async def test_caller_is_on_the_left_and_agent_on_the_right(
    exchange: Exchange,
) -> None:
    recording = await stored(exchange)

    sound = await exchange.channels.recordings.listen(
        LISTENER, recording.recording_id, "复核投诉"
    )
    ticket = sound.url.partition("ticket=")[2]
    data = await exchange.channels.recordings.sound(recording.recording_id, ticket)

    with wave.open(io.BytesIO(data)) as wav:
        assert (wav.getnchannels(), wav.getframerate()) == (2, 8000)
        assert wav.getnframes() == 5 * 8000
    assert sound.seconds == 5.0
    assert len(sound.peaks) == 2
    assert await exchange.told(RecordingKept) == ["RecordingKept"]
    assert not list((exchange.folder / "spool").iterdir())
    blob = next((exchange.folder / "blobs").rglob("*.sealed")).read_bytes()
    assert b"RIFF" not in blob


@pytest.mark.row("CT-20")
async def test_both_legs_of_a_transferred_call_are_recorded(
    exchange: Exchange,
) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)
    await exchange.pass_time(2)
    await exchange.channels.control.transfer(
        agent(ANA), contact_id, to_queue=BILLING, to_agent=None
    )
    await exchange.pump()
    await exchange.bridge(contact_id, BO, BILLING)
    await exchange.pass_time(2)
    exchange.switch.hang_up(line)
    await exchange.pump()
    await exchange.pass_time(5)

    await exchange.channels.recordings.keep()

    assert {one.agent_id for one in await found(exchange)} == {ANA, BO}


@pytest.mark.row("CT-20")
async def test_a_reload_makes_one_recording_of_two_files(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)
    await exchange.pass_time(10)
    await exchange.channels.control.resume(agent(ANA).scope, ANA)
    exchange.switch.pick_up(LineId(f"{leg_id}-2"))
    await exchange.pump()
    await exchange.pass_time(3)
    exchange.switch.hang_up(line)
    await exchange.pump()
    await exchange.pass_time(5)

    await exchange.channels.recordings.keep()

    (recording,) = await found(exchange)
    assert (recording.seconds, recording.gap) == (13.0, 0.0)


@pytest.mark.row("CT-20")
async def test_found_by_number_customer_agent_contact_and_time(
    exchange: Exchange,
) -> None:
    first = await talk(exchange, "13800000001")
    await exchange.pass_time(3600)
    second = await talk(exchange, "+8613800000002")
    await exchange.channels.recordings.keep()

    both = await found(exchange)
    later = both[0].started - timedelta(minutes=1)

    async def who(wanted: Wanted) -> list[ContactId]:
        return [one.contact_id for one in await found(exchange, wanted)]

    assert await who(Wanted()) == [second, first]
    assert await who(Wanted(number="13800000001")) == [first]
    # However the trunk wrote it and however it is typed: one number.
    assert await who(Wanted(number="13800000002")) == [second]
    assert await who(Wanted(number="0086 138-0000-0001")) == [first]
    assert await who(Wanted(customer_id=both[0].customer_id)) == [second]
    assert await who(Wanted(agent_id=ANA)) == [second, first]
    assert await who(Wanted(agent_id=BO)) == []
    assert await who(Wanted(contact_id=first)) == [first]
    assert await who(Wanted(since=later)) == [second]
    assert await who(Wanted(until=later)) == [first]
    place = both[0].started, both[0].recording_id
    assert await who(Wanted(before=place)) == [first]


async def test_another_branch_finds_nothing(exchange: Exchange) -> None:
    recording = await stored(exchange)
    elsewhere = asker("wn", "recordings.play", path="sn.wn")

    page, _ = await exchange.channels.recordings.search(elsewhere, Wanted())
    assert page == []
    with pytest.raises(UnknownRecording):
        await exchange.channels.recordings.listen(
            elsewhere, recording.recording_id, "复核"
        )
    with pytest.raises(NotAllowed):
        await exchange.channels.recordings.search(asker("x"), Wanted())


@pytest.mark.row("CT-20")
async def test_playing_without_a_reason_is_refused_and_logged(
    exchange: Exchange,
) -> None:
    recording = await stored(exchange)

    with pytest.raises(ReasonNeeded):
        await exchange.channels.recordings.listen(
            LISTENER, recording.recording_id, "  "
        )
    await exchange.channels.recordings.listen(
        LISTENER, recording.recording_id, "复核投诉"
    )

    seen = await exchange.payloads(PersonalDataSeen)
    assert [(one["action"], one["reason"]) for one in seen] == [
        ("recordings.play-refused", None),
        ("recordings.play", "written"),
    ]
    assert "复核投诉" not in str(seen)


async def test_a_ticket_is_good_for_its_sound_and_its_time(exchange: Exchange) -> None:
    recording = await stored(exchange)
    sound = await exchange.channels.recordings.listen(
        LISTENER, recording.recording_id, "复核"
    )
    ticket = sound.url.partition("ticket=")[2]

    with pytest.raises(TicketOver):
        await exchange.channels.recordings.sound(RecordingId("other"), ticket)
    await exchange.pass_time(601)
    with pytest.raises(TicketOver):
        await exchange.channels.recordings.sound(recording.recording_id, ticket)


@pytest.mark.row("CT-20")
async def test_connected_legs_are_recordings(exchange: Exchange) -> None:
    await talk(exchange)
    await talk(exchange, "13800000002")
    await exchange.channels.recordings.keep()

    coverage = await exchange.channels.recordings.cover(TODAY)

    assert (coverage.legs, coverage.recordings) == (2, 2)
    assert coverage.is_complete


@pytest.mark.row("CT-20")
async def test_a_leg_without_a_file_is_named_missing(exchange: Exchange) -> None:
    await talk(exchange)
    for file in (exchange.folder / "spool").iterdir():
        file.unlink()
    await exchange.pass_time(700)
    await exchange.channels.recordings.keep()

    coverage = await exchange.channels.recordings.cover(TODAY)

    assert (coverage.legs, coverage.recordings, len(coverage.missing)) == (1, 0, 1)
    (recording,) = await found(exchange)
    assert (recording.state, recording.gap) == (RecordingState.MISSING, 5.0)
    assert await exchange.told(RecordingMissing, RecordingKept) == ["RecordingMissing"]
    with pytest.raises(RecordingSpoilt):
        await exchange.channels.recordings.listen(
            LISTENER, recording.recording_id, "复核"
        )


@pytest.mark.row("NF-05")
async def test_what_the_switch_could_not_write_is_flagged_as_a_gap(
    exchange: Exchange,
) -> None:
    await talk(exchange)
    for file in (exchange.folder / "spool").glob("*.wav"):
        os.truncate(file, 16_000)

    await exchange.channels.recordings.keep()

    (recording,) = await found(exchange)
    assert recording.state == RecordingState.KEPT
    assert recording.seconds == pytest.approx(1, abs=0.01)
    assert recording.gap == pytest.approx(4, abs=0.01)
    (kept,) = await exchange.payloads(RecordingKept)
    assert kept["gap"] == "PT4S"


@pytest.mark.row("NF-05")
async def test_where_there_is_no_room_sound_waits_until_there_is(
    exchange: Exchange,
) -> None:
    await talk(exchange)
    blobs = exchange.folder / "blobs"
    blobs.write_text("no folder, so nothing can be written there")
    assert await exchange.channels.recordings.keep() == 0
    assert list((exchange.folder / "spool").glob("*.wav"))

    blobs.unlink()

    assert await exchange.channels.recordings.keep() == 1
    assert [one.gap for one in await found(exchange)] == [0.0]


@pytest.mark.row("CT-20")
async def test_an_altered_file_is_reported_and_not_played(exchange: Exchange) -> None:
    recording = await stored(exchange)
    blob = next((exchange.folder / "blobs").rglob("*.sealed"))
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(bytes(data))

    coverage = await exchange.channels.recordings.cover(TODAY)

    assert coverage.altered == (recording.recording_id,)
    with pytest.raises(RecordingSpoilt):
        await exchange.channels.recordings.listen(
            LISTENER, recording.recording_id, "复核"
        )


@pytest.mark.parametrize("commits", [1, 2])
async def test_killed_while_storing_nothing_is_lost_or_doubled(
    exchange: Exchange, commits: int
) -> None:
    await talk(exchange)
    exchange.work.dies_after = commits

    with pytest.raises(Killed):
        await exchange.channels.recordings.keep()
    await exchange.channels.recordings.keep()
    await exchange.channels.recordings.nightly()

    assert len(await found(exchange)) == 1
    assert await exchange.told(RecordingKept) == ["RecordingKept"]
    assert not list((exchange.folder / "spool").iterdir())


async def test_old_recordings_go_unless_they_are_held(exchange: Exchange) -> None:
    await talk(exchange)
    await talk(exchange, "13800000002")
    await exchange.channels.recordings.keep()
    held, other = await found(exchange)
    await exchange.channels.recordings.set_legal_hold(
        asker("adm", "system.admin"), held.recording_id, is_on=True
    )

    early = await exchange.channels.recordings.delete_old()
    exchange.ground.clock.move(Limits().keep_recordings + timedelta(days=1))
    gone = await exchange.channels.recordings.delete_old()

    assert (early, gone) == (0, 1)
    assert [one.recording_id for one in await found(exchange)] == [held.recording_id]
    assert len(list((exchange.folder / "blobs").rglob("*.sealed"))) == 1
    assert other.recording_id != held.recording_id


@pytest.mark.row("CT-20")
async def test_every_night_holds_the_day_before_against_its_recordings(
    exchange: Exchange,
) -> None:
    await stored(exchange)
    recordings = exchange.channels.recordings

    exchange.ground.clock.move(timedelta(hours=13))
    too_early = await recordings.cover_next()
    exchange.ground.clock.move(timedelta(hours=2))
    covered = await recordings.cover_next()
    again = await recordings.cover_next()

    assert too_early is not None
    assert too_early.day == date(2025, 12, 31)
    assert covered is not None
    assert (covered.day, covered.legs, covered.is_complete) == (TODAY, 1, True)
    assert again is None
    told = await exchange.payloads(RecordingsCovered)
    assert [one["day"] for one in told] == ["2025-12-31", "2026-01-01"]
    assert len(await recordings.coverage(LISTENER)) == 2

    # Nobody was there for two nights.
    exchange.ground.clock.move(timedelta(days=3))
    missed = [await recordings.cover_next() for _ in range(4)]
    assert [one.day.day if one else None for one in missed] == [2, 3, 4, None]
