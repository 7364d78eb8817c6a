"""Why the floor may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import AgentId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class NotYourPeople(Refusal):
    """The agent is in no group, or no part of the tree, that the asker leads."""

    code = "not-your-people"
    status = 403

    agent_id: AgentId
