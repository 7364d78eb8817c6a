"""What a cell of a decision table says: the unary tests of DMN.

`-` · `"a", "b"` · `5` · `< 5` · `[1..5)` · `not("a", "b")`. Numbers are whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ANY = "-"
FAR = 10**12
"""Further than any number in a cell; what is not bounded ends here."""

CellKind = Literal["text", "number"]
Span = tuple[int, int]
"""From the first to the last number in it."""

_STRING = r'"(?P<text>(?:[^"\\]|\\["\\])*)"'
_NUMBER = r"-?[0-9]{1,9}"
_TEST = re.compile(
    rf"\s*(?:{_STRING}"
    rf"|(?P<sign><=|>=|<|>|)\s*(?P<number>{_NUMBER})"
    rf"|(?P<opens>[\[\](])\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})"
    r"\s*(?P<closes>[\[\])]))\s*(?P<more>,|$)"
)
_NOT = re.compile(r"not\s*\((?P<tests>.*)\)", re.DOTALL)


class CellUnlike(ValueError):
    """Why a cell cannot be taken: `why` is for programs."""

    def __init__(self, why: "Why") -> None:
        super().__init__(_SENTENCES[why])
        self.why = why


Why = Literal["unreadable", "other-kind", "holds-nothing"]
_SENTENCES = {
    "unreadable": "this is no test that a table may have",
    "other-kind": "texts stand where numbers should, or the other way round",
    "holds-nothing": "no value could ever pass this test",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """One of these texts, or none of them."""

    texts: frozenset[str]
    is_not: bool = False

    def holds(self, values: frozenset[str]) -> bool:
        """Of all that a value is: a place is its branch and its province, too."""
        return self.texts.isdisjoint(values) == self.is_not


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number of one of these spans; sorted, and apart from each other."""

    spans: tuple[Span, ...]

    def holds(self, value: int) -> bool:
        return any(low <= value <= high for low, high in self.spans)


Cell = Texts | Numbers | None
"""None: whatever the value is."""


@lru_cache(maxsize=10_000)
def read(text: str, kind: CellKind) -> Cell:
    """Raises CellUnlike."""
    text = text.strip()
    if text == ANY:
        return None
    negated = _NOT.fullmatch(text)
    tests = list(_tests(negated["tests"] if negated else text))
    is_text = [one["text"] is not None for one in tests]
    if any(each != (kind == "text") for each in is_text):
        raise CellUnlike("other-kind")
    if kind == "text":
        found = frozenset(_plain(one["text"]) for one in tests)
        return Texts(found, is_not=negated is not None)
    spans = _joined(_span(one) for one in tests)
    spans = _others(spans) if negated else spans
    if not spans:
        raise CellUnlike("holds-nothing")
    return Numbers(spans)


def quoted(text: str) -> str:
    """A text as it stands in a cell."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """The one text that an outcome's cell names. Raises CellUnlike."""
    cell = read(text, "text")
    if not isinstance(cell, Texts) or cell.is_not or len(cell.texts) != 1:
        raise CellUnlike("unreadable")
    return next(iter(cell.texts))


def _tests(text: str) -> Iterator[re.Match[str]]:
    at, is_more = 0, True
    while is_more:
        found = _TEST.match(text, at)
        if found is None:
            raise CellUnlike("unreadable")
        yield found
        at, is_more = found.end(), found["more"] == ","
    if text[at:].strip():
        raise CellUnlike("unreadable")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _span(test: re.Match[str]) -> Span:
    if test["number"] is None:
        low, high = int(test["low"]), int(test["high"])
        span = low + (test["opens"] != "["), high - (test["closes"] != "]")
        if span[0] > span[1]:
            raise CellUnlike("holds-nothing")
        return span
    number = int(test["number"])
    match test["sign"]:
        case "<":
            return -FAR, number - 1
        case "<=":
            return -FAR, number
        case ">":
            return number + 1, FAR
        case ">=":
            return number, FAR
        case _:
            return number, number


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    made: list[Span] = []
    for low, high in sorted(spans):
        if made and low <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(high, made[-1][1])
        else:
            made.append((low, high))
    return tuple(made)


def _others(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """All numbers that are in none of them."""
    made, begins = [], -FAR
    for low, high in spans:
        if begins < low:
            made.append((begins, low - 1))
        begins = high + 1
    if begins <= FAR:
        made.append((begins, FAR))
    return tuple(made)
