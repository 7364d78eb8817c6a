"""Why nobody is let in."""

from dataclasses import dataclass
from datetime import datetime

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class WrongPassword(Refusal):
    """Nobody has this name and this password; which of the two is wrong is not said."""

    code = "wrong-password"
    status = 401


@dataclass(eq=False)
class LockedOut(Refusal):
    """Too many failures in a row under this name, whether anybody has it or not."""

    code = "locked-out"
    status = 423

    until: datetime


@dataclass(eq=False)
class UnknownPerson(Refusal):
    """Nobody of this id works within the asker's reach."""

    code = "unknown-person"
    status = 404

    user_id: str


@dataclass(eq=False)
class StalePerson(Refusal):
    """Somebody else has changed the person since they were read."""

    code = "stale-person"

    version: int


@dataclass(eq=False)
class NotYourself(Refusal):
    """Nobody changes what they themselves may do, or sends themselves away."""

    code = "not-yourself"
    status = 403


@dataclass(eq=False)
class DutiesApart(Refusal):
    """One person would hold two actions together that are kept apart."""

    code = "duties-apart"

    one: str
    other: str
    who: str
    """The user or the role that would."""


@dataclass(eq=False)
class NobodyLeft(Refusal):
    """Nobody could do this any more, and so nobody could undo it."""

    code = "nobody-left"

    action: str


@dataclass(eq=False)
class NotYoursToLend(Refusal):
    """Only what one's own roles allow can be lent, and not what was lent to oneself."""

    code = "not-yours-to-lend"
    status = 403

    action: str


@dataclass(eq=False)
class SeesFurther(Refusal):
    """Whoever gets an action must not see further with it than whoever lends it."""

    code = "sees-further"

    user_id: str


@dataclass(eq=False)
class UnknownDelegation(Refusal):
    """There is none of this id that goes on, or it is not the asker's to end."""

    code = "unknown-delegation"
    status = 404

    delegation_id: str


@dataclass(eq=False)
class FieldMissing(Refusal):
    """Something that everybody has was left empty."""

    code = "field-missing"
    status = 400

    field: str


@dataclass(eq=False)
class UnknownGroup(Refusal):
    """There is no such group within the asker's place."""

    code = "unknown-group"
    status = 400

    group_id: str


@dataclass(eq=False)
class GroupHasPeople(Refusal):
    """Somebody works in the group: they go somewhere first, or along with it."""

    code = "group-has-people"

    group_id: str
    people: int


@dataclass(eq=False)
class UnknownPlan(Refusal):
    """There is no such move to come, or it is not the asker's to call off."""

    code = "unknown-plan"
    status = 404

    plan_id: str


@dataclass(eq=False)
class UnknownPlace(Refusal):
    """There is no such place, or it lies beyond the asker's own."""

    code = "unknown-place"
    status = 400

    path: str


@dataclass(eq=False)
class UnknownWord(Refusal):
    """A role, skill, queue or seat type that the centre does not have."""

    code = "unknown-word"
    status = 400

    field: str
    value: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class BadLevel(Refusal):
    """Levels of skills are whole numbers from 1 to 9."""

    code = "bad-level"
    status = 400

    skill: str
    value: str


@dataclass(eq=False)
class Taken(Refusal):
    """Somebody else has this number, or this name for signing in."""

    code = "taken"

    field: str
    value: str


@dataclass(eq=False)
class UnreadableFile(Refusal):
    """The file is no table in UTF-8 or GB18030, or it lacks columns."""

    code = "unreadable-file"
    status = 400

    missing: tuple[str, ...]
    """Columns that must be there."""


@dataclass(eq=False)
class WrongCells(Refusal):
    """A line of the file has more or fewer cells than the first."""

    code = "wrong-cells"
    status = 400

    found: int
    expected: int
