"""What a need can be about: line → service → reason, with its form and its words.

The default is read from the stage's `data/` when first asked for.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from yingda.kernel.name import Name

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=100)]
MOST_SAID = 8
"""So many mistakes are named at once."""


class FieldKind(StrEnum):
    """How a field of a form is filled in."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    """A day and a time of it."""
    PHONE = "phone"
    ADDRESS = "address"
    CHOICE = "choice"
    YES_NO = "yes-no"


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: Id
    name: Name


class Urgency(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much it presses."""


class Line(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A business line: 数据业务, 有线电视 …"""


class Service(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sold within a line."""

    line: str


class Choice(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of those that a field offers."""


class Field(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is asked when a need is taken down."""

    kind: FieldKind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    """Of a choice, and of nothing else."""


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked; reasons may share one."""

    id: Id
    fields: tuple[Field, ...]


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an agent says."""

    text: Name
    must_say: tuple[Name, ...] = ()
    """Statements that are not left out."""


class Reason(_Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a customer turns to us, about one service."""

    service: str
    type: str
    """Of the order that it is taken down as."""
    form: str
    urgency: str = "normal"
    """If nobody says otherwise."""
    script: Script | None = None
    is_offered: bool = True
    """No more, and it stays known: old orders are about it."""
    replaced_by: str | None = None
    """What it is called since it was classed anew; it is offered no more."""


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    urgencies: tuple[Urgency, ...]
    lines: tuple[Line, ...]
    services: tuple[Service, ...]
    forms: tuple[Form, ...]
    reasons: tuple[Reason, ...]


@cache
def _shipped() -> _Data:
    folder = resources.files("yingda.journey.workorders") / "data"
    text = (folder / "catalogue.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Data)


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it, in the order in which it is offered. An order keeps the version with
    which it was taken down; no reason that was used is taken out, it is offered no more."""

    urgencies: tuple[Urgency, ...] = field(default_factory=lambda: _shipped().urgencies)
    lines: tuple[Line, ...] = field(default_factory=lambda: _shipped().lines)
    services: tuple[Service, ...] = field(default_factory=lambda: _shipped().services)
    forms: tuple[Form, ...] = field(default_factory=lambda: _shipped().forms)
    reasons: tuple[Reason, ...] = field(default_factory=lambda: _shipped().reasons)

    def __post_init__(self) -> None:
        """What cannot be, said in a sentence."""
        wrong = [*_doubled(self), *_strangers(self), *_of_fields(self), *_rings(self)]
        if wrong:
            more = len(wrong) - MOST_SAID
            shown = "; ".join(wrong[:MOST_SAID])
            raise ValueError(f"{shown}; and {more} more" if more > 0 else shown)


def _doubled(all_: Catalogue) -> Iterator[str]:
    parts: Mapping[str, Iterable[Struct]] = {
        "urgency": all_.urgencies,
        "line": all_.lines,
        "service": all_.services,
        "form": all_.forms,
        "reason": all_.reasons,
        **{f"form {one.id}: field": one.fields for one in all_.forms},
        **{
            f"form {form.id}: field {one.id}: choice": one.choices
            for form in all_.forms
            for one in form.fields
        },
    }
    for what, found in parts.items():
        known = set[str]()
        for one in found:
            id_ = str(getattr(one, "id", ""))
            if id_ in known:
                yield f"{what} {id_} stands there twice"
            known.add(id_)


def _strangers(all_: Catalogue) -> Iterator[str]:
    """Whatever names something that is not there."""
    lines = {one.id for one in all_.lines}
    services = {one.id for one in all_.services}
    forms = {one.id for one in all_.forms}
    urgencies = {one.id for one in all_.urgencies}
    reasons = {one.id for one in all_.reasons}
    for service in all_.services:
        if service.line not in lines:
            yield f"service {service.id}: there is no line {service.line}"
    for one in all_.reasons:
        for what, named, known in (
            ("service", one.service, services),
            ("form", one.form, forms),
            ("urgency", one.urgency, urgencies),
            ("reason", one.replaced_by or one.id, reasons),
        ):
            if named not in known:
                yield f"reason {one.id}: there is no {what} {named}"


def _of_fields(all_: Catalogue) -> Iterator[str]:
    for form in all_.forms:
        for one in form.fields:
            if (one.kind is FieldKind.CHOICE) != bool(one.choices):
                wants = "needs" if one.kind is FieldKind.CHOICE else "has no use for"
                yield f"form {form.id}: field {one.id} {wants} choices"


def _rings(all_: Catalogue) -> Iterator[str]:
    """Reasons that are replaced by each other, so that nobody could tell by which."""
    after = {one.id: one.replaced_by for one in all_.reasons}
    settled = set[str]()
    for start in after:
        way, at = list[str](), start
        while at in after and at not in settled and at not in way:
            way.append(at)
            at = after[at] or ""
        if at in way:
            ring = way[way.index(at) :]
            yield f"reason {ring[0]} is replaced by itself: {' → '.join([*ring, at])}"
        settled.update(way)
