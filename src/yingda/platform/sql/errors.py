"""What the database may fail with, as answers."""

from dataclasses import dataclass

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class DatabaseAway(Refusal):
    """The database cannot be reached now; nothing was changed; asking again is safe."""

    code = "database-away"
    status = 503
