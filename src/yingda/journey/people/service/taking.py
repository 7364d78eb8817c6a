"""People out of a file: all of them, or none with a reason for each wrong line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec.structs import replace as with_

from yingda.journey.people.core.drafts import House, problems
from yingda.journey.people.core.table import rows
from yingda.journey.people.errors import NotYourself, Taken
from yingda.journey.people.model import Draft, Kept, Problem, Row, Taking
from yingda.journey.people.service.staffing import ADMIN, Staffing
from yingda.journey.people.service.writing import MOVED, Writing
from yingda.journey.people.store import staff
from yingda.kernel.org import Asker
from yingda.platform.ports import Work


@dataclass(frozen=True, slots=True)
class _Known:
    """Who is there already, by sign-in name and by number, wherever they work."""

    by_login: Mapping[bytes, Kept]
    by_number: Mapping[str, Kept]


class Files:
    """The same file twice changes nothing: people are known by their sign-in name."""

    def __init__(self, *, work: Work, staffing: Staffing) -> None:
        self._work = work
        self._staffing = staffing

    async def take(
        self, asker: Asker, data: bytes, *, is_meant: bool, password: str = ""
    ) -> Taking:
        """Says what the file would change, and changes it if that `is_meant`.

        `password` is the first of those who are new; without one they cannot sign in
        until one is set.
        """
        asker.must(ADMIN)
        house = await self._staffing.house(asker)
        found = list(rows(data))
        people = [_named(one, house) for one in found if isinstance(one, Row)]
        known = await self._known(asker, people)
        wrong = [one for one in found if isinstance(one, Problem)]
        wrong += self._wrong(asker, people, house, known)
        taking = Taking(lines=len(found))
        if wrong:
            return replace(taking, problems=tuple(sorted(wrong, key=_line)))
        kept = await self._staffing.kept(password) if is_meant else ""
        async with self._work.begin(asker.scope) as tx:
            writing = self._staffing.writing(tx, asker, house)
            for row in people:
                before = known.by_login.get(self._staffing.login(row.draft.login))
                if before is None:
                    taking = replace(taking, added=taking.added + 1)
                    if is_meant:
                        await writing.add(row.draft, kept)
                else:
                    taking = _counted(taking, writing.changes(before, row.draft))
                    await _change(writing, before, row.draft, is_meant=is_meant)
        return replace(taking, is_done=is_meant)

    async def _known(self, asker: Asker, people: Sequence[Row]) -> _Known:
        async with self._work.system(asker.scope) as tx:
            held = await staff.some(
                tx,
                logins=[self._staffing.login(row.draft.login) for row in people],
                numbers=[row.draft.seat.number for row in people if row.draft.seat],
            )
        return _Known(
            {one.login: one for one in held},
            {one.number: one for one in held if one.number},
        )

    def _wrong(
        self, asker: Asker, people: Sequence[Row], house: House, known: _Known
    ) -> list[Problem]:
        login = self._staffing.login
        wanted = {login(row.draft.login): row.draft for row in people}
        wrong: list[Problem] = []
        logins: set[bytes] = set()
        numbers: set[str] = set()
        for row in people:
            draft, own = row.draft, login(row.draft.login)
            wrong += [Problem(row.line, each) for each in problems(draft, house)]
            before = known.by_login.get(own)
            if own in logins or (before and not _is_ours(before, house)):
                wrong.append(Problem(row.line, Taken("login", draft.login)))
            logins.add(own)
            if before and before.user_id == asker.user_id and _promotes(before, draft):
                wrong.append(Problem(row.line, NotYourself()))
            if draft.seat is None:
                continue
            number = draft.seat.number
            if number in numbers or _is_held(number, own, wanted, known):
                wrong.append(Problem(row.line, Taken("number", number)))
            numbers.add(number)
        return wrong


async def _change(
    writing: Writing, before: Kept, draft: Draft, *, is_meant: bool
) -> None:
    if is_meant:
        await writing.change(before, draft)


def _line(problem: Problem) -> int:
    return problem.line


def _counted(taking: Taking, what: set[str]) -> Taking:
    if not what:
        return replace(taking, unchanged=taking.unchanged + 1)
    moved = taking.moved + bool(what & MOVED)
    return replace(taking, changed=taking.changed + 1, moved=moved)


def _named(row: Row, house: House) -> Row:
    """A group may be given by its name instead of its id."""
    seat = row.draft.seat
    if seat is None or seat.group_id in house.groups:
        return row
    named = [
        one.group_id
        for one in house.groups.values()
        if seat.group_id in (one.name.zh, one.name.en)
    ]
    if len(named) != 1:
        return row
    return with_(row, draft=with_(row.draft, seat=with_(seat, group_id=named[0])))


def _is_ours(one: Kept, house: House) -> bool:
    return one.path == house.reach or one.path.startswith(f"{house.reach}.")


def _promotes(before: Kept, draft: Draft) -> bool:
    return set(before.roles) != set(draft.roles)


def _is_held(
    number: str, login: bytes, wanted: Mapping[bytes, Draft], known: _Known
) -> bool:
    """Somebody else has the number, and this file does not give them another."""
    holder = known.by_number.get(number)
    if holder is None or holder.login == login:
        return False
    theirs = wanted.get(holder.login)
    return theirs is None or (theirs.seat is not None and theirs.seat.number == number)
