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
    where: str
    """The field, from the outside in; `$` for the whole."""
    allowed: str


@dataclass(eq=False)
class StaleParameter(Refusal):
    """Somebody else has changed the rules since they were read."""

    code = "stale-parameter"

    name: str
    current: int


@dataclass(eq=False)
class UnknownField(Refusal):
    """The rules have no such field: nothing would read it."""

    code = "unknown-parameter-field"
    status = 400

    name: str
    where: str
    allowed: str


@dataclass(eq=False)
class UnknownParameterPlace(Refusal):
    """There is no such place, or it lies beyond the asker's own."""

    code = "unknown-parameter-place"
    status = 404

    place: str


@dataclass(eq=False)
class UnknownVersion(Refusal):
    """Nothing of this number was set at this place, or it cannot be called off any more."""

    code = "unknown-version"
    status = 404

    name: str
    version: int


@dataclass(eq=False)
class NotSetHere(Refusal):
    """What holds at the place is inherited already."""

    code = "not-set-here"

    name: str
    place: str


@dataclass(eq=False)
class UnknownProposal(Refusal):
    """There is no such proposal within the asker's place."""

    code = "unknown-proposal"
    status = 404

    proposal_id: str


@dataclass(eq=False)
class ProposalOver(Refusal):
    """Somebody has decided already, or it waited for too long."""

    code = "proposal-over"

    state: str


@dataclass(eq=False)
class OwnProposal(Refusal):
    """Four eyes are those of two people: nobody decides about their own proposal."""

    code = "own-proposal"
    status = 403


@dataclass(eq=False)
class NotYourProposal(Refusal):
    """Only who made it takes it back; others refuse it."""

    code = "not-your-proposal"
    status = 403
