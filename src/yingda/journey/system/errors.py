"""Why the system may say no."""

from dataclasses import dataclass

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class UnknownParameter(Refusal):
    """No part of the centre has rules of this name."""

    code = "unknown-parameter"
    status = 404

    name: str


@dataclass(eq=False)
class BadParameter(Refusal):
    """The rules do not have the form that they must have."""

    code = "bad-parameter"
    status = 400

    name: str
    why: str


@dataclass(eq=False)
class StaleParameter(Refusal):
    """Somebody else has changed the rules since they were read."""

    code = "stale-parameter"

    name: str
    current: int
