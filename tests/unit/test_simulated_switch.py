"""The simulated switch moves only with its clock."""

import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

from yingda.journey.channels.adapters.simulated import Habit, SimulatedSwitch
from yingda.journey.channels.model import (
    Answer,
    Gone,
    HangUp,
    Join,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRang,
    LineRinging,
    Phone,
    Ring,
    Say,
    SayingEnded,
    SwitchFound,
    TalkId,
)

AGENT = LineId("agent-1")


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def ring(**how: object) -> Ring:
    record_as = how.get("record_as")
    return Ring(
        line_id=AGENT,
        phone="ana",
        shown="139****0001",
        record_as=str(record_as) if record_as else None,
        seconds=20,
    )


async def simulated(watch: Watch, habit: Habit) -> SimulatedSwitch:
    switch = SimulatedSwitch(watch)
    await switch.admit(Phone(name="ana", password="p", is_agent=True))
    switch.phone("ana", habit)
    assert switch.take() == [SwitchFound(at=watch.moment, began=watch.moment, lines=())]
    return switch


async def test_a_telephone_answers_after_its_time_and_both_hear_each_other(
    tmp_path: Path,
) -> None:
    watch = Watch()
    switch = await simulated(watch, Habit(answers_after=timedelta(seconds=4)))
    caller = switch.call("13900000001")
    await switch.do(Answer(line_id=caller), ring(record_as=tmp_path / "leg"))
    assert [type(signal) for signal in switch.take()] == [LineRang, LineRinging]

    watch.pass_(3.9)
    assert switch.take() == []
    watch.pass_(60)
    (answered,) = switch.take()
    assert answered == LineAnswered(
        line_id=AGENT, at=watch.moment - timedelta(seconds=59.9)
    )

    await switch.do(Join(talk_id=TalkId("t"), line_ids=(caller, AGENT)))
    assert [type(signal) for signal in switch.take()] == [LineJoined, LineJoined]
    assert switch.hears(caller) == {AGENT}

    await switch.do(HangUp(line_id=AGENT))
    assert switch.take() == [LineGone(line_id=AGENT, at=watch.moment)]
    for ending in ("in", "out"):
        with wave.open(str(tmp_path / f"leg-{ending}.wav")) as sound:
            assert sound.getnframes() == round(59.9 * 8000)


async def test_the_switch_gives_up_ringing_by_itself() -> None:
    watch = Watch()
    switch = await simulated(watch, Habit())
    await switch.do(ring(), ring())
    assert [type(signal) for signal in switch.take()] == [LineRinging]
    watch.pass_(20)
    assert switch.take() == [
        LineGone(line_id=AGENT, at=watch.moment, why=Gone.NO_ANSWER)
    ]


async def test_a_saying_ends_after_its_length_and_the_next_one_stops_it() -> None:
    watch = Watch()
    switch = await simulated(watch, Habit())
    caller = switch.call("13900000001")
    await switch.do(
        Answer(line_id=caller),
        Say(line_id=caller, saying_id="a", sounds=("/x", "/y")),
    )
    switch.take()
    watch.pass_(3)
    await switch.do(Say(line_id=caller, saying_id="b", sounds=("/x",)))
    assert switch.take() == [
        SayingEnded(line_id=caller, saying_id="a", at=watch.moment)
    ]
    watch.pass_(2)
    assert switch.take() == [
        SayingEnded(line_id=caller, saying_id="b", at=watch.moment)
    ]
