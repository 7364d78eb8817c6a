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
