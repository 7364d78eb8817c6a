"""Who gets an order: a decision table, as data."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from yingda.journey.workorders.limits.cells import ANY, Cell, CellKind, CellUnlike, read
from yingda.journey.workorders.model import HolderKind
from yingda.kernel.name import Name

HOLDER_KINDS: tuple[HolderKind, ...] = ("place", "group", "person", "provider")


class Column(StrEnum):
    """What a rule may ask about an order."""

    REGION = "region"
    """Where it is: a place of the tree means all that lies below it, too."""
    LINE = "line"
    SERVICE = "service"
    TYPE = "type"
    TIER = "tier"
    URGENCY = "urgency"
    LOAD = "load"
    """How many open tasks the holder has whom the rule names."""
    CALENDAR = "calendar"
    """`open` or `closed`: whether the office of that place works at this moment."""


class Hit(StrEnum):
    """What it means that several rules fit."""

    FIRST = "FIRST"
    """The one that stands first is it."""
    UNIQUE = "UNIQUE"
    """It must not be: then nobody is chosen."""


def kind_of(column: Column) -> CellKind:
    return "number" if column is Column.LOAD else "text"


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table."""

    id: Annotated[str, Meta(min_length=1, max_length=100)]
    when: Mapping[Column, str] = {}
    """The cells, as in DMN: `"fault", "complaint"`, `< 20`, `not("vip")`. What is not
    named fits whatever it is."""
    kind: HolderKind
    holder: Annotated[str, Meta(min_length=1, max_length=200)]
    """The id of the place, group, person or service provider who gets the order."""
    note: Name = Name("", "")
    """Why it is so, for people."""

    def cell(self, column: Column) -> Cell:
        return read(self.when.get(column, ANY), kind_of(column))

    @property
    def text(self) -> str:
        """`region "sn.xa", type "fault" → provider qinling`."""
        asked = [
            f"{column} {self.when[column]}" for column in Column if column in self.when
        ]
        return f"{', '.join(asked) or ANY} → {self.kind} {self.holder}"


class Dispatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of one place, in their order. Without rules nobody is chosen."""

    table: Annotated[str, Meta(min_length=1, max_length=100)] = "dispatch"
    hit: Hit = Hit.FIRST
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        """What cannot be a rule, said in a sentence."""
        known = set[str]()
        for rule in self.rules:
            if rule.id in known:
                raise ValueError(f"rule {rule.id} stands there twice")
            known.add(rule.id)
            for column in rule.when:
                try:
                    rule.cell(column)
                except CellUnlike as error:
                    raise ValueError(
                        f"rule {rule.id}, column {column}: {error}"
                    ) from error
