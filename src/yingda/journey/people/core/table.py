"""A file of people: a table in UTF-8 or GB18030, one person a line."""

import csv
import io
from collections.abc import Iterator, Mapping

from yingda.journey.people.errors import (
    BadLevel,
    FieldMissing,
    UnreadableFile,
    WrongCells,
)
from yingda.journey.people.model import Draft, Problem, Row, SeatDraft
from yingda.kernel.ids import BranchId, QueueId, Skill

HEADS: Mapping[str, str] = {
    "登录名": "login",
    "姓名": "name",
    "角色": "roles",
    "工号": "number",
    "班组": "group",
    "坐席类型": "seat_type",
    "座席类型": "seat_type",
    "技能": "skills",
    "队列": "queues",
    "单位": "path",
}
"""A column may be headed by any of its words."""

NEEDED = ("login", "name", "roles")


def text_of(data: bytes) -> str:
    """UTF-8, with or without its mark, else GB18030, which is what spreadsheets save."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile(())


def rows(data: bytes) -> Iterator[Row | Problem]:
    """Each line as a person, or as what is wrong with it; empty lines are passed over.

    A line is known by the number that an editor shows: the head is line 1.
    """
    text = text_of(data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heads: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not heads:
                heads = _heads(cells)
                continue
            yield _row(reader.line_num, heads, cells)
    except csv.Error as error:
        raise UnreadableFile(()) from error
    if not heads:
        raise UnreadableFile(NEEDED)


def _heads(cells: list[str]) -> list[str]:
    heads = [HEADS.get(cell.strip(), cell.strip().lower()) for cell in cells]
    missing = tuple(name for name in NEEDED if name not in heads)
    if missing:
        raise UnreadableFile(missing)
    return heads


def _row(line: int, heads: list[str], cells: list[str]) -> Row | Problem:
    if len(cells) != len(heads):
        return Problem(line, WrongCells(len(cells), len(heads)))
    given = {head: cell.strip() for head, cell in zip(heads, cells, strict=True)}
    if not given["login"]:
        return Problem(line, FieldMissing("login"))
    try:
        skills = skills_of(given.get("skills", ""))
    except BadLevel as wrong:
        return Problem(line, wrong)
    draft = Draft(
        name=given["name"],
        login=given["login"],
        roles=parts_of(given["roles"]),
        path=BranchId(given["path"]) if given.get("path") else None,
        seat=SeatDraft(
            number=given.get("number", ""),
            group_id=given["group"],
            seat_type=given.get("seat_type") or "agent",
            skills=skills,
            queues=tuple(map(QueueId, parts_of(given.get("queues", "")))),
        )
        if given.get("group")
        else None,
    )
    return Row(line=line, draft=draft)


def skills_of(cell: str) -> dict[Skill, int]:
    """`fault:9; general:5`. Raises BadLevel for what is no such pair."""
    skills: dict[Skill, int] = {}
    for part in parts_of(cell):
        name, _, level = part.partition(":")
        if not (level.isascii() and level.isdigit() and len(level) == 1):
            raise BadLevel(name, level)
        skills[Skill(name)] = int(level)
    return skills


def parts_of(cell: str) -> tuple[str, ...]:
    """Words apart by commas, semicolons or blanks, of either script."""
    for sign in ",，;；、":
        cell = cell.replace(sign, " ")
    return tuple(cell.replace("：", ":").split())
