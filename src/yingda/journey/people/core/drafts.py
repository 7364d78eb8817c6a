"""Whether what somebody wants can be: every mistake in a draft, each named."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import category

from yingda.journey.people.core.door import actions
from yingda.journey.people.core.duties import conflict
from yingda.journey.people.errors import (
    BadLevel,
    DutiesApart,
    FieldMissing,
    UnknownGroup,
    UnknownPlace,
    UnknownWord,
)
from yingda.journey.people.limits import Roles, SeatTypes, Separation, Skills
from yingda.journey.people.model import Draft, Group, Kept, Place, SeatDraft
from yingda.kernel.ids import BranchId, Skill
from yingda.kernel.refusal import BadInput, Refusal

LONGEST = 200
PLAIN = f"1–{LONGEST}, no control characters"
NUMBER = re.compile(r"[0-9A-Za-z-]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a draft is held against: the tree and the words, within somebody's reach."""

    reach: str
    """The place in the tree of whoever asks."""
    places: tuple[Place, ...]
    groups: Mapping[str, Group]
    roles: Roles
    separation: Separation
    seat_types: SeatTypes
    skills: Skills

    def place_of(self, path: str) -> BranchId:
        """The nearest province or branch: a department is no border of what is seen."""
        bounds = {one.path for one in self.places if one.kind != "department"}
        while path not in bounds and "." in path:
            path = path.rpartition(".")[0]
        return BranchId(path)

    def home_of(self, draft: Draft) -> BranchId:
        if draft.seat is not None:
            return self.place_of(self.groups[draft.seat.group_id].path)
        return draft.path or BranchId(self.reach)


def problems(draft: Draft, house: House) -> Iterator[Refusal]:
    """Nothing for a draft that can be taken."""
    yield from _of_names(draft)
    if not draft.roles:
        yield FieldMissing("roles")
    known = house.roles.roles.keys()
    for role in draft.roles:
        if role not in known:
            yield UnknownWord("roles", role, tuple(known))
    if pair := conflict(actions(draft.roles, house.roles), house.separation):
        yield DutiesApart(pair.one, pair.other, ", ".join(draft.roles))
    if draft.seat is not None:
        yield from _of_seat(draft.seat, house)
    elif draft.path is not None and not _is_place(draft.path, house):
        yield UnknownPlace(draft.path)


def _of_names(draft: Draft) -> Iterator[Refusal]:
    if not draft.name.strip():
        yield FieldMissing("name")
    for field, text in (("name", draft.name), ("login", draft.login)):
        if not is_plain(text):
            yield BadInput(field, PLAIN)


def _is_place(path: str, house: House) -> bool:
    places = {one.path for one in house.places if one.kind != "department"}
    return path in places and is_within(path, house.reach)


def _of_seat(seat: SeatDraft, house: House) -> Iterator[Refusal]:
    if not NUMBER.fullmatch(seat.number.strip()):
        yield BadInput("number", "1–20: A–Z, a–z, 0–9, -")
    if seat.group_id not in house.groups:
        yield UnknownGroup(seat.group_id)
    types, skills = house.seat_types.types.keys(), house.skills.skills.keys()
    if seat.seat_type not in types:
        yield UnknownWord("seat_type", seat.seat_type, tuple(types))
    words = [("skills", each) for each in seat.skills]
    words += [("queues", Skill(each)) for each in seat.queues]
    for field, word in words:
        if word not in skills:
            yield UnknownWord(field, word, tuple(skills))
    for skill, level in seat.skills.items():
        if not 1 <= level <= 9:
            yield BadLevel(skill, str(level))


def is_plain(text: str) -> bool:
    """What may stand in a list, on a terminal and in one line of a file."""
    is_line = not any(category(letter) in ("Cc", "Zl", "Zp") for letter in text)
    return is_line and len(text) <= LONGEST


def is_within(path: str, reach: str) -> bool:
    return path == reach or path.startswith(f"{reach}.")


def differences(before: Kept, name: str, draft: Draft, login: bytes | None) -> set[str]:
    """The fields that would be other than they are; `name` is the one that is kept."""
    found = set()
    if name != draft.name.strip():
        found.add("name")
    if login is not None and login != before.login:
        found.add("login")
    if set(before.roles) != set(draft.roles):
        found.add("roles")
    if draft.seat is None:
        if before.number is not None:
            found.add("seat")
        elif draft.path is not None and draft.path != before.path:
            found.add("path")
        return found
    if before.number is None:
        return found | {"seat"}
    seat = draft.seat
    is_other = {
        "number": before.number != seat.number.strip(),
        "group": before.group_id != seat.group_id,
        "seat_type": before.seat_type != seat.seat_type,
        "skills": (before.skills or {}) != seat.skills,
        "queues": set(before.queues or ()) != set(seat.queues),
    }
    return found | {name for name, is_so in is_other.items() if is_so}
