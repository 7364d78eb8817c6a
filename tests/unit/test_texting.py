"""When a text may go, what follows from a try, and what a customer's text asks for."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import HOME, NOON
from yingda.journey.channels.core.texting import (
    Go,
    Parts,
    Stop,
    Wait,
    after_quiet,
    asked,
    filled,
    next_step,
    state_of,
    went,
)
from yingda.journey.channels.limits import TextPurpose, Texts
from yingda.journey.channels.model.texts import (
    Meaning,
    NotSent,
    PartState,
    Refused,
    Taken,
    Text,
    TextState,
    Unsure,
)
from yingda.kernel.ids import TextId
from yingda.kernel.name import Name

RULES = Texts()
SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT, MORNING = time(22), time(8)
SENT, LOST, SENDING = PartState.SUBMITTED, PartState.UNSURE, PartState.SENDING


def text(
    purpose: str = "notice",
    *,
    parts: int = 1,
    tries: int = 0,
    state: TextState = TextState.QUEUED,
    wants_none: bool = False,
) -> Text:
    return Text(
        text_id=TextId("t"),
        scope=HOME,
        purpose=purpose,
        words="help",
        state=state,
        asked=NOON,
        due=NOON,
        expires=NOON + timedelta(hours=24),
        tries=tries,
        parts=parts,
        reference=7,
        goes_first=False,
        wants_none=wants_none,
    )


def at(clock: str) -> datetime:
    """On the day of the tests, in Shanghai."""
    return datetime.fromisoformat(f"2026-01-01T{clock}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "begins", "ends", "then"),
    [
        ("12:00", NIGHT, MORNING, "2026-01-01T12:00"),
        ("21:59:59", NIGHT, MORNING, "2026-01-01T21:59:59"),
        ("22:00", NIGHT, MORNING, "2026-01-02T08:00"),
        ("23:59", NIGHT, MORNING, "2026-01-02T08:00"),
        ("00:00", NIGHT, MORNING, "2026-01-01T08:00"),
        ("07:59:59", NIGHT, MORNING, "2026-01-01T08:00"),
        ("08:00", NIGHT, MORNING, "2026-01-01T08:00"),
        ("13:00", time(12), time(14), "2026-01-01T14:00"),
        ("03:00", time(8), time(8), "2026-01-01T03:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(
    now: str, begins: time, ends: time, then: str
) -> None:
    expected = datetime.fromisoformat(then).replace(tzinfo=SHANGHAI)

    assert after_quiet(at(now).astimezone(UTC), begins, ends) == expected


@given(
    st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),  # noqa: DTZ001 - the strategy wants it without
    st.times(),
    st.times(),
)
def test_after_the_quiet_hours_it_is_not_quiet(
    now: datetime, begins: time, ends: time
) -> None:
    then = after_quiet(now, begins, ends)

    assert now <= then < now + timedelta(days=1, hours=1)
    assert after_quiet(then, begins, ends) == then


def test_a_notice_waits_for_the_morning_and_a_fault_does_not() -> None:
    midnight = at("23:30")

    assert next_step(text(), {}, RULES, midnight) == Wait(
        at("08:00") + timedelta(days=1)
    )
    assert next_step(text("fault"), {}, RULES, midnight) == Go(1)


def test_who_wants_none_gets_what_the_law_asks_for_and_nothing_else() -> None:
    notice, owed = text(wants_none=True), text("owed", wants_none=True)

    assert next_step(notice, {}, RULES, NOON) == Stop(TextState.FAILED, "wants-none")
    assert next_step(owed, {}, RULES, NOON) == Go(1)


def test_what_is_of_no_more_use_is_not_sent() -> None:
    late = NOON + timedelta(hours=24)

    assert next_step(text(), {}, RULES, late) == Stop(TextState.EXPIRED, "expired")


def test_a_purpose_that_nobody_knows_waits_for_the_morning_and_asks_for_leave() -> None:
    stranger = text("strange", wants_none=True)

    assert next_step(stranger, {}, RULES, NOON) == Stop(TextState.FAILED, "wants-none")


@pytest.mark.parametrize(
    ("purpose", "parts", "number"),
    [
        ("notice", {}, 1),
        ("notice", {1: SENT}, 2),
        ("notice", {1: LOST}, 2),
        ("notice", {1: LOST, 2: SENT}, 3),
        ("owed", {1: LOST}, 1),
        ("owed", {1: SENT, 2: LOST, 3: SENT}, 2),
    ],
)
def test_the_first_part_that_is_not_there_goes_next(
    purpose: str, parts: Parts, number: int
) -> None:
    assert next_step(text(purpose, parts=3), parts, RULES, NOON) == Go(number)


def test_a_passing_refusal_is_tried_again_more_and_more_seldom() -> None:
    full = Refused("smpp-0x14", is_lasting=False)
    waits = [went(text(tries=one), full, RULES, NOON).due for one in range(6)]

    assert waits == [
        NOON + one for one in (*RULES.retries, RULES.retries[-1], RULES.retries[-1])
    ]
    assert went(text(tries=2), full, RULES, NOON).tries == 3


def test_what_was_not_sent_is_as_if_never_tried() -> None:
    after = went(text(), NotSent(), RULES, NOON)

    assert (after.part, after.tries) == (None, 0)


def test_a_lasting_refusal_ends_it() -> None:
    after = went(text(), Refused("smpp-0xb", is_lasting=True), RULES, NOON)

    assert (after.part, after.due, after.why) == (PartState.FAILED, None, "smpp-0xb")


def test_a_lost_answer_is_waited_for_only_where_it_may_come_twice() -> None:
    notice, owed = (
        went(text(one), Unsure(), RULES, NOON) for one in ("notice", "owed")
    )

    assert (notice.part, notice.due, notice.tries) == (LOST, None, 0)
    assert (owed.part, owed.due, owed.tries) == (LOST, NOON + RULES.unsure_for, 1)
    assert went(text(), Taken("2a"), RULES, NOON).part is SENT


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([SENT], TextState.QUEUED),
        ([SENT, SENDING], TextState.QUEUED),
        ([SENT, SENT], TextState.SUBMITTED),
        ([SENT, LOST], TextState.UNSURE),
        ([SENT, PartState.DELIVERED], TextState.SUBMITTED),
        ([PartState.DELIVERED, PartState.DELIVERED], TextState.DELIVERED),
        ([PartState.DELIVERED, LOST], TextState.UNSURE),
        ([PartState.FAILED], TextState.FAILED),
    ],
)
def test_a_text_is_as_far_as_the_last_of_its_parts(
    states: list[PartState], state: TextState
) -> None:
    parts = dict(enumerate(states, start=1))

    assert state_of(text(parts=2), parts) is state


def test_what_has_failed_stays_failed() -> None:
    assert state_of(text(state=TextState.EXPIRED), {1: SENT}) is TextState.EXPIRED


@pytest.mark.parametrize(
    ("words", "meaning", "language", "number"),
    [
        ("CX", Meaning.STATUS, "zh", ""),
        (" cx。", Meaning.STATUS, "zh", ""),
        ("ＣＸ", Meaning.STATUS, "zh", ""),
        ("查询", Meaning.STATUS, "zh", ""),
        ("Status", Meaning.STATUS, "en", ""),
        ("退订", Meaning.STOP, "zh", ""),
        ("td", Meaning.STOP, "zh", ""),
        ("STOP", Meaning.STOP, "en", ""),
        ("恢复", Meaning.START, "zh", ""),
        ("不要退订", Meaning.OTHER, "zh", ""),
        ("", Meaning.OTHER, "zh", ""),
        ("sn20260101-000042", Meaning.ORDER, "zh", "SN20260101-000042"),
        ("查询 SN20260101-000042！", Meaning.ORDER, "zh", "SN20260101-000042"),
        ("status SN20260101-000042", Meaning.ORDER, "en", "SN20260101-000042"),
    ],
)
def test_what_a_customer_asks_for(
    words: str, meaning: Meaning, language: str, number: str
) -> None:
    what = asked(words, RULES)

    assert (what.meaning, what.language) == (meaning, language)
    assert what.order_number == number


@given(st.text())
@example("\x1c")
def test_any_words_ask_for_something(words: str) -> None:
    asked(words, RULES)


def test_values_stand_where_their_names_were_and_nothing_else_is_read() -> None:
    said = filled(
        "工单{number}，{node}{other}{0.x}", {"number": "{node}", "node": "办结"}
    )

    assert said == "工单{node}，办结{other}{0.x}"


def test_every_purpose_and_words_have_both_languages() -> None:
    names = [one.name for one in RULES.purposes.values()]
    for name in (*names, *RULES.words.values()):
        assert isinstance(name, Name)
        assert name.zh and name.en  # noqa: PT018 - one thought
    assert RULES.purpose("strange") == TextPurpose(name=Name.by_id("strange"))
