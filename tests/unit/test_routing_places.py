"""How many contacts of a channel a queue's agents can serve at a time."""

from yingda.journey.routing.core.crew import count, places
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.limits import Limits
from yingda.journey.routing.model import Crew
from yingda.kernel.ids import QueueId, Skill
from yingda.messages.channels import Channel

FAULT = QueueId("fault")


def crew(agents: int, **capacity: int) -> Crew:
    return Crew(
        skills={Skill("fault"): 5},
        queues=(),
        capacity={Channel(name): most for name, most in capacity.items()},
        agents=agents,
    )


def test_an_agent_is_as_many_places_as_the_seat_has_room_for() -> None:
    rules = Rules(Limits(), 0)
    crews = [crew(4, voice=1), crew(2, voice=1, chat=3), crew(1, chat=5)]

    assert count(crews, FAULT, rules) == 7
    assert places(crews, FAULT, Channel.VOICE, rules) == 6
    assert places(crews, FAULT, Channel.CHAT, rules) == 11
    assert places(crews, QueueId("billing"), Channel.CHAT, rules) == 0
