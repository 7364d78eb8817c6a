"""Numbers, opening hours and tables as a caller hears them."""

from datetime import UTC, datetime

import pytest

from yingda.journey.dialogue.core import lexicon
from yingda.journey.dialogue.core.hours import is_open
from yingda.journey.dialogue.core.lexicon import counted, spelled
from yingda.journey.dialogue.model.flow import Opening
from yingda.kernel.calendar import SHANGHAI


def in_chinese(number: int) -> str:
    words = lexicon.words("zh-CN")
    return "".join(words[word] for word in counted(number))


@pytest.mark.parametrize(
    ("number", "text"),
    {
        0: "零",
        7: "七",
        10: "十",
        12: "十二",
        20: "二十",
        99: "九十九",
        100: "一百",
        105: "一百零五",
        230: "二百三十",
        1000: "一千",
        1005: "一千零五",
        1034: "一千零三十四",
        1203: "一千二百零三",
        9999: "九千九百九十九",
    }.items(),
)
def test_a_number_is_counted_as_people_count(number: int, text: str) -> None:
    assert in_chinese(number) == text


def test_a_number_beyond_counting_is_told_by_its_digits() -> None:
    assert counted(12345) == tuple(f"digit-{n}" for n in range(1, 6))


def test_one_is_yao_where_digits_are_told_singly() -> None:
    words = lexicon.words("zh-CN")

    assert "".join(words[word] for word in spelled("SN-110")) == "SN幺幺零"


@pytest.mark.parametrize("language", lexicon.languages())
def test_every_number_can_be_said_in_every_language(language: str) -> None:
    words = lexicon.words(language)

    assert {word for n in range(10_000) for word in counted(n)} <= words.keys()


WORKDAYS = Opening(days="1-5", opens="08:30", closes="18:00")
NIGHTS = Opening(days="5", opens="22:00", closes="06:00")


@pytest.mark.parametrize(
    ("day", "hour", "minute", "opened"),
    [
        (2, 8, 30, True),
        (2, 18, 0, False),
        (2, 8, 29, False),
        (3, 12, 0, False),
        (2, 22, 0, True),
        (3, 5, 59, True),
        (3, 6, 0, False),
        (4, 5, 59, False),
    ],
)
def test_hours_are_those_of_shanghai(
    day: int, hour: int, minute: int, *, opened: bool
) -> None:
    # January 2, 2026 is a Friday.
    moment = datetime(2026, 1, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)

    assert is_open([WORKDAYS, NIGHTS], moment) is opened
