"""The nouns of stepping in."""

from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import UserId


class Note(Struct, frozen=True, kw_only=True):
    """What a leader wrote to an agent who has not said yet that they have read it."""

    note_id: str
    user_id: UserId
    at: datetime
    text: str
