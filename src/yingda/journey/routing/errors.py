"""Why routing may say no."""

from dataclasses import dataclass
from datetime import date

from yingda.kernel.ids import ContactId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class NotWaiting(Refusal):
    """The contact is in no queue: it never was, or it has been answered or is over."""

    code = "not-waiting"
    status = 404

    contact_id: ContactId


@dataclass(eq=False)
class NothingToReplay(Refusal):
    """No floor of that day is in the log."""

    code = "nothing-to-replay"
    status = 404

    day: date


@dataclass(eq=False)
class BadRules(Refusal):
    """A file of rules does not have the allowed form; `why` says where."""

    code = "bad-rules"
    status = 400

    file: str
    why: str
