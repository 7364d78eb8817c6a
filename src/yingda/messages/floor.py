"""What the floor says of those who step in."""

from yingda.kernel.ids import AgentId, UserId
from yingda.kernel.message import Event


class AgentMessaged(Event, frozen=True, kw_only=True):
    """A leader wrote to an agent; the words stay sealed where they were written."""

    agent_id: AgentId
    user_id: UserId
    """Who wrote."""
    note_id: str


class NotesLetGo(Event, frozen=True, kw_only=True):
    """What leaders had written was kept long enough and is gone."""

    notes: int
