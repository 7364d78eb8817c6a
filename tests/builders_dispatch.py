"""Rules of a decision table, and a naive reader of what they were made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from yingda.journey.workorders.core.dispatch import Facts
from yingda.journey.workorders.limits.dispatch import (
    Column,
    Dispatch,
    Hit,
    Rule,
)
from yingda.journey.workorders.model import HolderKind
from yingda.kernel.name import Name


def rule(
    id_: str,
    holder: str = "place sn.xa",
    note: Name = Name("", ""),
    /,
    **cells: str,
) -> Rule:
    kind, _, name = holder.partition(" ")
    return Rule(
        id=id_,
        when={Column(column): cell for column, cell in cells.items()},
        kind=_kind(kind),
        holder=name,
        note=note,
    )


def _kind(text: str) -> HolderKind:
    match text:
        case "place" | "group" | "person" | "provider":
            return text
        case _:
            raise ValueError(text)


def table(*rules: Rule, hit: Hit = Hit.FIRST) -> Dispatch:
    return Dispatch(table="test", hit=hit, rules=rules)


# --- made up, with what they mean -------------------------------------------------------

REGIONS = ("sn", "sn.xa", "sn.xa.yanta", "sn.xy", "sn.x", "")
WORDS = ("fault", "complaint", 'a "b"', "c\\d", "", "故障, 急")
HOLDERS = ("place sn.xa", "group g1", "person ana", "provider fibre")
TEXTS = (
    Column.LINE,
    Column.SERVICE,
    Column.TYPE,
    Column.TIER,
    Column.URGENCY,
)
Means = Callable[[str | int], bool]


@dataclass(frozen=True, slots=True)
class Made:
    """A rule as it is written, and what each of its cells means."""

    rule: Rule
    means: Mapping[Column, Means]


def _word(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _listed(tests: Sequence[str], is_not: bool) -> str:
    text = " , ".join(tests)
    return f"not({text})" if is_not else text


@st.composite
def _texts(draw: st.DrawFn, column: Column) -> tuple[str, Means]:
    of: Sequence[str] = REGIONS[:-1] if column is Column.REGION else WORDS
    of = ("open", "closed") if column is Column.CALENDAR else of
    chosen = draw(st.lists(st.sampled_from(of), min_size=1, max_size=3))
    is_not = draw(st.booleans())

    def means(value: str | int) -> bool:
        if column is Column.REGION:
            found = any(value == c or str(value).startswith(f"{c}.") for c in chosen)
        else:
            found = value in chosen
        return found != is_not

    return _listed([_word(one) for one in chosen], is_not), means


@st.composite
def _number(draw: st.DrawFn) -> tuple[str, Callable[[int], bool]]:
    low = draw(st.integers(-3, 12))
    high = low + draw(st.integers(2, 9))
    tests: Mapping[str, Callable[[int], bool]] = {
        f"{low}": lambda n: n == low,
        f"[{low}..{high}]": lambda n: low <= n <= high,
        f"({low}..{high}]": lambda n: low < n <= high,
        f"]{low} .. {high}[": lambda n: low < n < high,
        f"[{low}..{high})": lambda n: low <= n < high,
        f"< {low}": lambda n: n < low,
        f"<={low}": lambda n: n <= low,
        f">{low}": lambda n: n > low,
        f">= {low}": lambda n: n >= low,
    }
    text = draw(st.sampled_from(sorted(tests)))
    return text, tests[text]


@st.composite
def _numbers(draw: st.DrawFn) -> tuple[str, Means]:
    chosen = draw(st.lists(_number(), min_size=1, max_size=3))
    is_bounded = not any(sign in text for text, _ in chosen for sign in "<>")
    is_not = is_bounded and draw(st.booleans())

    def means(value: str | int) -> bool:
        return any(test(int(value)) for _, test in chosen) != is_not

    return _listed([text for text, _ in chosen], is_not), means


@st.composite
def _row(draw: st.DrawFn, place: int) -> Made:
    columns = draw(st.lists(st.sampled_from(list(Column)), unique=True, max_size=4))
    cells = {
        one: draw(_numbers() if one is Column.LOAD else _texts(one)) for one in columns
    }
    made = rule(
        f"r{place}",
        draw(st.sampled_from(HOLDERS)),
        **{column.value: text for column, (text, _) in cells.items()},
    )
    return Made(made, {column: means for column, (_, means) in cells.items()})


@st.composite
def made_up(draw: st.DrawFn) -> list[Made]:
    """Some rules, each with what it means."""
    return [draw(_row(place)) for place in range(draw(st.integers(0, 8)))]


def facts() -> st.SearchStrategy[Facts]:
    word = st.sampled_from(WORDS)
    loads = st.dictionaries(
        st.sampled_from([_holder(one) for one in HOLDERS]), st.integers(0, 15)
    )
    return st.builds(
        Facts,
        region=st.sampled_from(REGIONS),
        type=word,
        line=word,
        service=word,
        tier=word,
        urgency=word,
        is_open=st.booleans(),
        load=loads,
        serving=st.sampled_from([frozenset(), frozenset({"fibre"})]),
    )


def _holder(text: str) -> tuple[HolderKind, str]:
    kind, _, name = text.partition(" ")
    return _kind(kind), name


def naive(made: Made, given: Facts) -> bool:
    """Whether the rule fits, column by column, by what its cells mean."""
    values: Mapping[Column, str | int] = {
        Column.REGION: given.region,
        Column.CALENDAR: "open" if given.is_open else "closed",
        Column.LOAD: given.load.get((made.rule.kind, made.rule.holder), 0),
        **{one: getattr(given, one.value) for one in TEXTS},
    }
    is_away = made.rule.kind == "provider" and made.rule.holder not in given.serving
    return not is_away and all(
        means(values[column]) for column, means in made.means.items()
    )
