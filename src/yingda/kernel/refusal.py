"""The base of every error that is an answer, not an accident."""

from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(eq=False)
class Refusal(Exception):
    """The centre understood the request and says no.

    A refusal is a code and typed fields. The sentence is chosen at the border, in the
    language of whoever is there: see `yingda.app.language`.
    """

    code: ClassVar[str]
    """For programs. It never changes."""
    status: ClassVar[int] = 409
    """Which kind of no it is, in the numbers of HTTP: 409 unless a refusal says more."""

    def details(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __str__(self) -> str:
        return f"{self.code} {self.details()}"


@dataclass(eq=False)
class BadInput(Refusal):
    """One field of what was sent does not have the allowed form."""

    code = "bad-input"
    status = 400

    field: str
    allowed: str


@dataclass(eq=False)
class OutOfRange(Refusal):
    """A number or a moment that is further away than can be kept."""

    code = "out-of-range"
    status = 400
