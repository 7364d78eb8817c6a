"""Seats of simulated agents whose simulation is not there."""

from contextlib import suppress

from yingda.journey.desk.errors import AgentNotHere, StillServing
from yingda.journey.desk.service import Desk
from yingda.journey.desk.service.leading import FORCE
from yingda.journey.people.service import People
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, Scope

STARTER = UserId("start")
"""As whom what a start of the centre does is written down in the logs."""


async def empty(desk: Desk, people: People, home: Scope) -> None:
    """Whoever was left behind when the simulation was killed is signed out, so that no
    real caller is rung through to an empty chair. Who serves is left for the next time."""
    present = {one.agent_id for one in await desk.now(home)}
    asker = Asker(
        user_id=STARTER, agent_id=None, scope=home, actions=frozenset({FORCE})
    )
    for agent_id in sorted(present & await people.simulated(home) if present else ()):
        with suppress(AgentNotHere, StillServing):
            await desk.leading.send_home(asker, agent_id)
