"""What a need can be about: found by a few letters, compared over time, checked."""

from collections.abc import Callable
from functools import partial
from timeit import timeit
from typing import Any

import msgspec
import pytest

from builders_catalogue import large, reason, small
from yingda.journey.workorders.core.catalogue import Shelf, is_offered, unfilled
from yingda.journey.workorders.limits import Limits
from yingda.journey.workorders.limits.catalogue import Catalogue

SHIPPED = Shelf(Catalogue())


def ids(text: str, **more: Any) -> list[str]:
    return [one.reason.id for one in SHIPPED.search(text, **more)]


# --- finding ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "宽带不通",
        "不通",
        "kuandaibutong",
        "kuandaib",
        "kdbt",
        "butong",
        "KD BT",
        "jtkdkdbt",
        "sjywkdbt",
        "broadband is down",
        "DOWN",
    ],
)
def test_a_reason_is_found_by_chinese_pinyin_initials_or_english(text: str) -> None:
    assert "broadband.down" in ids(text)


@pytest.mark.parametrize("text", ["宽带通", "kdtb", "kdbtx", "zzz"])
def test_a_reason_is_not_found_by_something_else(text: str) -> None:
    assert "broadband.down" not in ids(text)


def test_reasons_whose_own_name_begins_so_come_first() -> None:
    found = ids("kd", at_most=100)

    assert found[0] == "broadband.down"
    assert found.index("broadband.speed") < found.index("broadband.install")


def test_only_reasons_of_the_kind_of_need_are_found() -> None:
    found = ids("kd", order_type="business", at_most=100)

    assert set(found) >= {"broadband.install", "broadband.move"}
    assert "broadband.down" not in found


def test_without_letters_all_are_offered_as_they_stand() -> None:
    offered = [one.id for one in Catalogue().reasons if is_offered(one)]

    assert ids("", at_most=1_000) == offered


def test_what_is_not_offered_any_more_is_not_found_and_still_known() -> None:
    shelf = Shelf(small(reason("a"), reason("b", is_offered=False)))

    assert [one.reason.id for one in shelf.search("kdbt")] == ["a"]
    entry = shelf.entry("b")
    assert entry is not None
    assert entry.line.id == "data"


def test_two_thousand_reasons_are_searched_within_five_milliseconds() -> None:
    shelf = Shelf(large(2_000))
    for text in ("xh", "xinhao", "信号", "service 7", "nothing"):
        search = partial(shelf.search, text)
        taken = min(timeit(search, number=1) for _ in range(9))
        assert taken < 0.005, (text, taken)


# --- over time --------------------------------------------------------------------------


@pytest.mark.row("SM-06")
def test_old_and_new_figures_are_compared_by_what_a_reason_is_called_today() -> None:
    shelf = Shelf(
        small(
            reason("slow"),
            reason("slow-at-night", replaced_by="slow-evening"),
            reason("slow-evening", replaced_by="slow"),
        )
    )

    assert shelf.comparable() == {"slow-at-night": "slow", "slow-evening": "slow"}
    old = {"slow-at-night": 7, "slow": 5, "of-another-centre": 1}
    today: dict[str, int] = {}
    for one, count in old.items():
        today[shelf.current(one)] = today.get(shelf.current(one), 0) + count
    assert today == {"slow": 12, "of-another-centre": 1}


# --- changing ---------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda c: c["services"][0].update(line="fibre"),
            "service broadband: there is no line fibre",
        ),
        (
            lambda c: c["reasons"][0].update(service="gone"),
            "reason broadband.down: there is no service gone",
        ),
        (
            lambda c: c["reasons"][0].update(form="gone"),
            "reason broadband.down: there is no form gone",
        ),
        (
            lambda c: c["reasons"][0].update(urgency="never"),
            "reason broadband.down: there is no urgency never",
        ),
        (
            lambda c: c["reasons"][0].update(replaced_by="gone"),
            "reason broadband.down: there is no reason gone",
        ),
        (
            lambda c: c["reasons"].append(c["reasons"][0]),
            "reason broadband.down stands there twice",
        ),
        (
            lambda c: c["forms"][0]["fields"].append(c["forms"][0]["fields"][0]),
            "form visit: field address stands there twice",
        ),
        (
            lambda c: (
                c["reasons"][0].update(replaced_by="broadband.slow-at-night")
                or c["reasons"][1].update(replaced_by="broadband.down")
            ),
            "is replaced by itself: broadband.down → broadband.slow-at-night →",
        ),
        (
            lambda c: c["reasons"][0].update(replaced_by="broadband.down"),
            "broadband.down is replaced by itself",
        ),
        (
            lambda c: c["forms"][0]["fields"][0].update(kind="choice"),
            "form visit: field address needs choices",
        ),
        (
            lambda c: c["forms"][0]["fields"][0].update(kind="colour"),
            r"colour.*\$\.forms\[\.\.\.\]|colour",
        ),
        (lambda c: c["lines"][0].update(id="Not An Id"), "lines"),
        (lambda c: c["lines"][0].update(colour="red"), "colour"),
    ],
)
def test_a_catalogue_that_cannot_be_is_refused_with_one_clear_reason(
    change: Change, said: str
) -> None:
    given = msgspec.json.decode(msgspec.json.encode(Catalogue()))
    change(given)

    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(given, Catalogue)


def test_all_mistakes_are_named_up_to_a_few() -> None:
    wrong = [reason(f"r{n}", service="gone") for n in range(11)]

    with pytest.raises(ValueError, match=r"r0: .*; reason r7: .*; and 3 more"):
        small(*wrong)


# --- taking down ------------------------------------------------------------------------


def test_a_form_says_what_is_missing_and_what_cannot_be() -> None:
    forms = {one.id: one for one in Catalogue().forms}
    answers = {
        "address": "钟楼 1 号",
        "phone": "02988112233",
        "symptom": "  ",
        "since": "2026-01-01T12:00",
        "lights": "blue",
        "visit-at": "tomorrow",
        "colour": "red",
    }

    found = unfilled(forms["visit"], answers)

    assert [(one.field, one.why) for one in found] == [
        ("colour", "unknown-field"),
        ("symptom", "missing"),
        ("lights", "not-a-choice"),
        ("visit-at", "not-a-time"),
    ]
    well = {"address": "a", "phone": "1", "symptom": "x", "lights": "red"}
    assert unfilled(forms["visit"], well) == ()


@pytest.mark.parametrize(
    ("form", "field", "good", "bad"),
    [
        ("money", "amount", "-12.50", "twelve"),
        ("money", "amount", "3", "3.4.5"),
        ("request", "identity", "yes", "maybe"),
        ("request", "date", "2026-02-28", "2026-02-30"),
        ("money", "what", "x" * 1_000, "x" * 1_001),
    ],
)
def test_an_answer_is_of_its_field_s_kind(
    form: str, field: str, good: str, bad: str
) -> None:
    found = next(one for one in Catalogue().forms if one.id == form)

    def wrong(answer: str) -> list[str]:
        return [o.field for o in unfilled(found, {field: answer}) if o.why != "missing"]

    assert wrong(good) == []
    assert wrong(bad) == [field]


# --- the shipped one --------------------------------------------------------------------


def test_each_of_the_six_kinds_of_need_has_reasons_with_a_form() -> None:
    for one in Limits().types:
        found = SHIPPED.search("", order_type=one.type, at_most=1_000)
        assert found, one.type
        assert all(entry.form.fields for entry in found)
    known = {one.type for one in Limits().types}
    assert {one.type for one in Catalogue().reasons} == known


def test_a_new_line_is_a_matter_of_data() -> None:
    """Its reasons come with a form and a script, and are found, at once."""
    given = msgspec.json.decode(msgspec.json.encode(Catalogue()))
    name = {"zh": "智慧家居", "en": "Smart home"}
    given["lines"].append({"id": "smart", "name": name})
    given["services"].append({"id": "camera", "line": "smart", "name": name})
    given["reasons"].append(
        {
            "id": "camera.dark",
            "service": "camera",
            "type": "fault",
            "form": "visit",
            "name": {"zh": "摄像头黑屏", "en": "The camera is dark"},
            "script": {"text": name, "must_say": [name]},
        }
    )

    shelf = Shelf(msgspec.convert(given, Catalogue))

    (entry,) = shelf.search("zhjjsxt")
    assert (entry.line.id, entry.reason.id) == ("smart", "camera.dark")
    assert entry.form.fields
    assert entry.reason.script is not None
    assert entry.reason.script.must_say
