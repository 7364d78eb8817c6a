"""A day counted by hand, and the laws that hold on any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders_analytics import (
    MART,
    REGISTRY,
    Story,
    asked,
    awkward_day,
    moment,
    numbers,
    plain_counts,
    rows,
)
from yingda.journey.analytics.core.figures import (
    add_up,
    all_columns,
    figure,
    imbalance,
)
from yingda.journey.analytics.core.registry import read, shown_as
from yingda.journey.analytics.errors import BadRegistry
from yingda.journey.analytics.model import Attribution
from yingda.journey.analytics.ports import Asked, Shape
from yingda.messages.routing import Entry
from yingda.platform.ports import Row

FIRST = date(2026, 1, 1)
SECOND = 1_000_000


def count(
    *stories: Story, by: str = "queue", when: Asked | None = None
) -> dict[str, Row]:
    shape = Shape(grain=(by,) if by else (), is_interval=when is not None)
    found = MART.counts([shape], rows(*stories), when or asked())[shape]
    return {str(row.get(by, "total")): row for row in found}


def test_a_transfer_an_overflow_and_midnight_counted_by_hand() -> None:
    found = {queue: plain_counts(row) for queue, row in count(*awkward_day()).items()}

    assert found == {
        "fault": {
            "requested": 7,
            "answered": 1,
            "abandoned": 2,
            "flowed_in": 0,
            "flowed_out": 2,
            "waiting_start": 0,
            "waiting_end": 2,
        },
        "general": {
            "requested": 0,
            "answered": 1,
            "abandoned": 0,
            "flowed_in": 1,
            "flowed_out": 0,
            "waiting_start": 0,
            "waiting_end": 0,
        },
        "billing": {
            "requested": 1,
            "answered": 2,
            "abandoned": 0,
            "flowed_in": 1,
            "flowed_out": 0,
            "waiting_start": 0,
            "waiting_end": 0,
        },
    }


def test_who_waits_over_midnight_is_counted_at_both_edges() -> None:
    found = plain_counts(count(*awkward_day(), when=asked(date(2026, 1, 2)))["fault"])

    assert found["waiting_start"] == 2
    assert (found["requested"], found["answered"], found["abandoned"]) == (0, 1, 1)
    assert found["waiting_end"] == 0


@pytest.mark.row("AN-04")
def test_the_figures_of_the_awkward_day() -> None:
    total = numbers(count(*awkward_day(), by="")["total"])

    def ratio(kpi_id: str, by: Attribution | None = None) -> tuple[float, int]:
        kpi = REGISTRY.kpi(kpi_id)
        assert kpi
        found = figure(kpi, total, by)
        return found.numerator, found.denominator

    # Within 15 s: a (15.000000) and f (14, answered after midnight); h is 1 µs too late.
    assert ratio("K01") == (2, 8)
    # Answered: a once though served twice, d by overflow, f, h.
    assert ratio("K03") == (4, 8)
    assert ratio("K06") == (3, 8)
    # b left after exactly 5 s: short.
    assert ratio("K06-long") == (2, 7)
    assert ratio("K03", Attribution.EVENT) == (3, 8)
    assert ratio("K07") == (15 + 40 + 40 + 14 + 15.000001, 5)


def test_where_nobody_asked_for_a_human_there_is_no_rate() -> None:
    general = numbers(count(*awkward_day())["general"])
    kpi = REGISTRY.kpi("K03")
    assert kpi

    found = figure(kpi, general)

    assert (found.value, found.numerator, found.denominator) == (None, 1, 0)


def test_an_overflow_is_counted_in_the_half_hour_in_which_the_caller_asked() -> None:
    found = count(*awkward_day(), by="half_hour")

    assert found["18"]["requests_answered_by_arrival"] == 2
    assert found["19"]["requests_answered_by_arrival"] == 0
    assert found["19"]["requests_answered_by_event"] == 1


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (('numerator = ["requests_answered"]', 'numerator = ["answers"]'), "K03"),
        (('outcome = "answered" }', 'result = "answered" }'), "answered.where"),
        (('unit = "seconds"', 'unit = "minutes"'), "K07.unit"),
        (('at_most = "answer_within"', 'at_most = "soon"'), "wait"),
        (('confidence = "C"', 'confidence = "D"'), "confidence"),
        (('id = "K03"', 'id = "K01"'), "K01"),
        (("version = 2\n\n#", 'version = "two"\n\n#'), "kpis.toml"),
        (("at_most = 20.0", "at_most = 20.0\nat_least = 1.0"), "K07.targets"),
    ],
)
def test_a_mistake_in_the_registry_is_named(
    change: tuple[str, str], place: str
) -> None:
    from importlib.resources import files

    text = (files("yingda.journey.analytics") / "data/kpis.toml").read_text("utf-8")
    wrong = text.replace(*change)
    assert wrong != text

    with pytest.raises(BadRegistry) as refusal:
        read(wrong)

    assert place in refusal.value.where


def test_a_target_that_nobody_has_read_is_never_shown_as_law() -> None:
    targets = [target for kpi in REGISTRY.kpis for target in kpi.targets]

    assert {shown_as(one) for one in targets if one.confidence == "C"} == {"unverified"}
    assert "rule" not in {shown_as(one) for one in targets if one.confidence != "A"}


def test_a_hand_over_is_counted_by_no_queue() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:10", "fault").given("09:01:00", "fault")
    story.consulted("09:01:00").leg_ended("09:01:00").ended("09:02:30")

    found = plain_counts(count(story)["fault"])

    assert (found["answered"], found["flowed_in"], imbalance(found)) == (1, 0, 0)


QUEUES = ("fault", "billing", "general")
steps = st.lists(
    st.tuples(
        st.sampled_from(["answer", "vain", "overflow", "exit", "transfer", "lose"]),
        st.integers(0, 4000),
        st.sampled_from(QUEUES),
    ),
    max_size=5,
)
lives = st.tuples(st.integers(0, 86_400), st.sampled_from(QUEUES), steps, st.booleans())


class Life:
    """Any contact: it enters a queue and then things happen to it, one after another."""

    def __init__(self, name: str, second: int, queue: str) -> None:
        self.queue, self.second, self.state = queue, second, "waiting"
        self.story = Story(name).queued(self.clock, queue)

    @property
    def clock(self) -> str:
        at = moment("00:00:00") + timedelta(seconds=self.second)
        return f"{at.day} {at:%H:%M:%S}"

    def happens(self, what: str, other: str) -> None:
        if self.state == "waiting":
            self.waits(what, other)
        elif self.state == "served" and what == "transfer":
            self.story.leg_ended(self.clock)
            self.enters(other, Entry.TRANSFERRED)
        elif what == "lose":
            self.story.leg_ended(self.clock)
            self.enters(self.queue, Entry.RETURNED)

    def waits(self, what: str, other: str) -> None:
        if what == "answer":
            self.story.rung(self.clock, self.queue).answered(self.clock, self.queue)
            self.state = "served"
        elif what == "vain":
            self.story.rung(self.clock, self.queue)
            self.story.rung_in_vain(self.clock, self.queue)
        elif what == "overflow" and other != self.queue:
            self.story.left(self.clock, self.queue, "flowed-out", to=other)
            self.enters(other, Entry.REQUESTED)
        elif what == "exit":
            self.story.left(self.clock, self.queue, "flowed-out")
            self.state = "away"

    def enters(self, queue: str, entry: Entry) -> None:
        self.story.queued(self.clock, queue, entry)
        self.queue, self.state = queue, "waiting"


def live(name: str, life: tuple[int, str, list[tuple[str, int, str]], bool]) -> Story:
    second, queue, happenings, hangs_up = life
    lived = Life(name, second, queue)
    for what, later, other in happenings:
        lived.second += later
        lived.happens(what, other)
    return lived.story.ended(lived.clock) if hangs_up else lived.story


halves = st.tuples(st.integers(0, 47), st.integers(0, 47)).map(sorted)
intervals = st.one_of(
    st.sampled_from([None, asked(date(2026, 1, 2))]),
    halves.map(lambda edges: asked(FIRST, *edges)),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(lives, max_size=12), intervals)
def test_in_every_queue_and_interval_what_came_went_or_still_waits(
    drawn: list[tuple[int, str, list[tuple[str, int, str]], bool]], when: Asked | None
) -> None:
    stories = [live(f"c{number}", life) for number, life in enumerate(drawn)]

    found = count(*stories, when=when)

    assert all(imbalance(plain_counts(row)) == 0 for row in found.values())
    rows = [((queue,), numbers(row)) for queue, row in found.items()]
    total = add_up(rows, ()).get((), dict.fromkeys(all_columns(REGISTRY), 0))
    entries = (
        total["flowed_in_by_event"]
        - total["transferred_in_by_event"]
        - total["returned_in_by_event"]
    )
    assert entries == total["flowed_out_by_event"] - total["exits_by_event"]
    for kpi_id in ("K01", "K03", "K06", "K06-long"):
        kpi = REGISTRY.kpi(kpi_id)
        assert kpi
        value = figure(kpi, total).value
        assert value is None or 0 <= value <= 1


def test_adding_queues_up_gives_the_total() -> None:
    stories = awkward_day()
    parts = [numbers(row) for row in count(*stories).values()]
    total = numbers(count(*stories, by="")["total"])

    assert {name: sum(part[name] for part in parts) for name in total} == total
