"""How those who lead step in over HTTP, and how agents read what was written to them."""

from litestar import delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from yingda.journey.floor.service import Floor
from yingda.kernel.ids import AgentId
from yingda.kernel.org import Asker
from yingda.messages.desk import AgentState


class ForceState(Struct, frozen=True, kw_only=True):
    """What the agent is to be, now or after their contact."""

    state: AgentState
    reason: str | None = None
    """Needed for a break."""


class NewNote(Struct, frozen=True, kw_only=True):
    """A few words to an agent."""

    text: str


@post("/api/floor/agents/{agent_id:str}/state", status_code=204)
async def force(
    agent_id: FromPath[str],
    data: JSONBody[ForceState],
    floor: NamedDependency[Floor],
    asker: NamedDependency[Asker],
) -> None:
    await floor.force(asker, AgentId(agent_id), data.state, data.reason)


@post("/api/floor/agents/{agent_id:str}/sign-out", status_code=204)
async def send_home(
    agent_id: FromPath[str],
    floor: NamedDependency[Floor],
    asker: NamedDependency[Asker],
) -> None:
    await floor.send_home(asker, AgentId(agent_id))


@post("/api/floor/agents/{agent_id:str}/notes", status_code=204)
async def write(
    agent_id: FromPath[str],
    data: JSONBody[NewNote],
    floor: NamedDependency[Floor],
    asker: NamedDependency[Asker],
) -> None:
    await floor.write(asker, AgentId(agent_id), data.text)


@post("/api/floor/agents/{agent_id:str}/listen", status_code=204)
async def listen(
    agent_id: FromPath[str],
    floor: NamedDependency[Floor],
    asker: NamedDependency[Asker],
) -> None:
    """Rings the asker's own telephone; answered, it hears the talk and is not heard."""
    await floor.listen(asker, AgentId(agent_id))


@delete("/api/floor/listening", status_code=204)
async def stop_listening(
    floor: NamedDependency[Floor], asker: NamedDependency[Asker]
) -> None:
    await floor.stop_listening(asker)


@post("/api/desk/notes/{note_id:str}/read", status_code=204)
async def read(
    note_id: FromPath[str],
    floor: NamedDependency[Floor],
    asker: NamedDependency[Asker],
) -> None:
    await floor.read(asker, note_id)


ROUTES = [force, send_home, write, listen, stop_listening, read]
