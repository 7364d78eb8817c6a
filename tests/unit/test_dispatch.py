"""Who gets an order: what a cell says, which rule fits, and why the others do not."""

from timeit import timeit

import msgspec
import pytest
from hypothesis import given

from builders_dispatch import Made, facts, made_up, naive, rule, table
from yingda.journey.workorders.core.dispatch import Facts, Match, NoMatch, Table
from yingda.journey.workorders.core.overlaps import overlapping
from yingda.journey.workorders.limits.cells import (
    CellKind,
    CellUnlike,
    Numbers,
    Texts,
    literal,
    quoted,
    read,
)
from yingda.journey.workorders.limits.dispatch import Dispatch, Hit, Rule
from yingda.kernel.name import Name

XIAN = Facts(region="sn.xa", type="fault", line="data", tier="vip")


def chosen(found: Match | NoMatch) -> str | None:
    return found.rule_id if isinstance(found, Match) else None


# --- cells ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "fits", "not_"),
    [
        ("5", [5], [4, 6]),
        ("< 5", [4, 0], [5]),
        ("<=5", [5], [6]),
        (">5", [6], [5]),
        (">= 5", [5, 99], [4]),
        ("[2..4]", [2, 4], [1, 5]),
        ("(2..4)", [3], [2, 4]),
        ("]2 .. 4]", [3, 4], [2]),
        ("[2..4[", [2, 3], [4]),
        ("1, [3..4], > 8", [1, 3, 9], [2, 8]),
        ("not(1, [3..4])", [0, 2, 5], [1, 3]),
    ],
)
def test_a_cell_of_numbers_takes_what_it_names(
    cell: str, fits: list[int], not_: list[int]
) -> None:
    numbers = read(cell, "number")
    assert isinstance(numbers, Numbers)
    assert all(numbers.holds(one) for one in fits)
    assert not any(numbers.holds(one) for one in not_)


def test_a_cell_of_texts_takes_one_of_them_or_none_of_them() -> None:
    one, other = read('"a", "b, c"', "text"), read('not( "a" )', "text")
    assert one == Texts(frozenset({"a", "b, c"}))
    assert other == Texts(frozenset({"a"}), is_not=True)
    assert read(" - ", "text") is None


def test_a_quotation_mark_in_a_text_is_read_as_it_was_written() -> None:
    text = 'say "hi" \\ bye'
    assert literal(quoted(text)) == text


@pytest.mark.parametrize(
    ("cell", "kind", "why"),
    [
        ("", "text", "unreadable"),
        ('"a', "text", "unreadable"),
        ('"a",', "text", "unreadable"),
        ('"a" "b"', "text", "unreadable"),
        ("not()", "text", "unreadable"),
        ('not(not("a"))', "text", "unreadable"),
        ("fault", "text", "unreadable"),
        ("1.5", "number", "unreadable"),
        ("[1..", "number", "unreadable"),
        ("5 > 3", "number", "unreadable"),
        ("__import__('os')", "number", "unreadable"),
        ("5", "text", "other-kind"),
        ('"5"', "number", "other-kind"),
        ('"a", 5', "text", "other-kind"),
        ("[5..1]", "number", "holds-nothing"),
        ("(5..6)", "number", "holds-nothing"),
        ("not(< 5, >= 5)", "number", "holds-nothing"),
    ],
)
def test_a_cell_that_is_no_test_says_why(cell: str, kind: CellKind, why: str) -> None:
    with pytest.raises(CellUnlike) as wrong:
        read(cell, kind)
    assert wrong.value.why == why


# --- tables -----------------------------------------------------------------------------


def test_the_first_rule_that_fits_is_it_and_the_answer_carries_its_text() -> None:
    note = Name("专线", "Leased")
    rules = Table(
        table(
            rule("leased", "group g1", line='"leased"'),
            rule("vip", "group g2", note, region='"sn"', tier='"vip"', load="< 3"),
            rule("rest", "place sn.xa"),
        )
    )

    found = rules.decide(XIAN)

    assert found == Match(
        rule_id="vip",
        text='region "sn", tier "vip", load < 3 → group g2',
        note=note,
        kind="group",
        holder="g2",
    )


def test_a_region_means_all_that_lies_below_it_and_no_other_name_like_it() -> None:
    rules = Table(table(rule("xa", region='"sn.xa"')))
    for region, fits in (
        ("sn.xa", True),
        ("sn.xa.yanta.grid3", True),
        ("sn.xab", False),
        ("sn", False),
    ):
        assert (chosen(rules.decide(Facts(region=region))) == "xa") is fits


def test_a_pool_that_is_full_leaves_its_orders_to_the_next_rule() -> None:
    rules = Table(
        table(
            rule("team", "group g1", load="< 2"), rule("rest", "group g2", load="< 9")
        )
    )
    full = Facts(region="sn", load={("group", "g1"): 2, ("place", "g1"): 0})

    assert chosen(rules.decide(Facts(region="sn"))) == "team"
    assert chosen(rules.decide(full)) == "rest"


def test_out_of_office_hours_others_get_it() -> None:
    rules = Table(table(rule("day", calendar='"open"'), rule("night")))

    assert chosen(rules.decide(Facts(region="sn"))) == "day"
    assert chosen(rules.decide(Facts(region="sn", is_open=False))) == "night"


def test_no_order_goes_to_a_provider_who_does_not_serve_there_now() -> None:
    rules = Table(table(rule("firm", "provider fibre"), rule("rest")))

    assert chosen(rules.decide(Facts(region="sn"))) == "rest"
    serving = Facts(region="sn", serving=frozenset({"fibre"}))
    assert chosen(rules.decide(serving)) == "firm"
    assert rules.explain(Facts(region="sn"))[0].failed == ("holder",)


def test_nobody_is_chosen_where_no_rule_fits() -> None:
    assert Table(Dispatch()).decide(XIAN) == NoMatch()
    assert Table(table(rule("xy", region='"sn.xy"'))).decide(XIAN) == NoMatch()


def test_nobody_is_chosen_where_several_fit_and_one_only_may() -> None:
    rules = (rule("a", type='"fault"'), rule("b", tier='"vip"'), rule("c", load="> 9"))

    assert Table(table(*rules, hit=Hit.UNIQUE)).decide(XIAN) == NoMatch(("a", "b"))
    assert list(overlapping(table(*rules, hit=Hit.UNIQUE))) == [(1, 2), (1, 3), (2, 3)]
    assert not list(overlapping(table(*rules)))


def test_it_is_explained_on_which_columns_each_rule_fails() -> None:
    rules = Table(
        table(
            rule("far", region='"sn.xy"', type='"complaint"', load="> 5"),
            rule("fits", region='"sn.xa"'),
        )
    )

    far, fits = rules.explain(XIAN)

    assert far.failed == ("region", "type", "load")
    assert (fits.rule_id, fits.failed) == ("fits", ())


@given(made_up(), facts())
def test_the_table_decides_as_a_naive_reader_does(
    made: list[Made], given_facts: Facts
) -> None:
    rules = [one.rule for one in made]
    fitting = [one.rule.id for one in made if naive(one, given_facts)]

    first = Table(table(*rules)).decide(given_facts)
    unique = Table(table(*rules, hit=Hit.UNIQUE)).decide(given_facts)

    assert chosen(first) == (fitting[0] if fitting else None)
    assert chosen(unique) == (fitting[0] if len(fitting) == 1 else None)
    explained = Table(table(*rules)).explain(given_facts)
    assert [one.rule_id for one in explained if not one.failed] == fitting


@given(made_up(), facts())
def test_rules_that_both_fit_some_order_are_known_to_overlap(
    made: list[Made], given_facts: Facts
) -> None:
    unique = table(*(one.rule for one in made), hit=Hit.UNIQUE)
    fitting = [row for row, one in enumerate(made, 1) if naive(one, given_facts)]

    pairs = set(overlapping(unique))

    for place, row in enumerate(fitting):
        assert all((row, other) in pairs for other in fitting[place + 1 :])


def test_rules_apart_in_one_column_do_not_overlap() -> None:
    for one, other in (
        ({"region": '"sn.xa"'}, {"region": '"sn.xab"'}),
        ({"region": '"sn.xa"'}, {"region": 'not("sn")'}),
        ({"load": "< 5"}, {"load": ">= 5"}),
        ({"calendar": '"open"'}, {"calendar": 'not("open")'}),
        ({"type": '"a", "b"'}, {"type": 'not("a", "b", "c")'}),
    ):
        pair = table(rule("a", **one), rule("b", **other), hit=Hit.UNIQUE)
        assert not list(overlapping(pair)), (one, other)


def test_five_hundred_rules_are_gone_through_in_no_time() -> None:
    """The bound is for a machine that has other things to do; the figure is far below."""
    rules = [
        rule(f"r{n}", region=f'"sn.x{n}"', type='"fault"', load="< 20")
        for n in range(500)
    ]
    ready = Table(table(*rules))

    assert timeit(lambda: ready.decide(XIAN), number=20) / 20 < 0.02


# --- as data ----------------------------------------------------------------------------


def test_a_table_survives_being_kept() -> None:
    given_table = table(rule("a", "provider x", Name("甲", "A"), type='"fault"'))
    kept = msgspec.json.encode(given_table)
    assert msgspec.json.decode(kept, type=Dispatch) == given_table
    assert msgspec.convert(msgspec.to_builtins(given_table), Dispatch) == given_table


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"when": {"load": '"many"'}}, "rule a, column load: texts stand where"),
        ({"when": {"type": "fault"}}, "rule a, column type: this is no test"),
        ({"when": {"colour": "-"}}, "colour"),
        ({"kind": "ghost"}, "ghost"),
        ({"holder": ""}, "holder"),
    ],
)
def test_rules_that_cannot_be_are_not_kept_and_it_is_said_which(
    changes: dict[str, object], said: str
) -> None:
    row = {"id": "a", "when": {}, "kind": "place", "holder": "sn", **changes}
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert({"rules": [row]}, Dispatch)


def test_two_rules_of_one_id_are_not_kept() -> None:
    one: Rule = rule("a")
    with pytest.raises(ValueError, match="rule a stands there twice"):
        table(one, one)
