"""How many agents could serve a queue: by profile, because profiles are few."""

from collections.abc import Iterable, Iterator

from yingda.journey.routing.core.rules import Rules, fits
from yingda.journey.routing.model import Crew
from yingda.kernel.ids import QueueId
from yingda.messages.channels import Channel


def count(crews: Iterable[Crew], queue_id: QueueId, rules: Rules) -> int:
    """Agents who can serve the queue before anything is widened."""
    return sum(crew.agents for crew in _able(crews, queue_id, rules))


def places(
    crews: Iterable[Crew], queue_id: QueueId, channel: Channel, rules: Rules
) -> int:
    """So many contacts of the channel can be served at a time by those agents."""
    return sum(
        crew.agents * crew.capacity.get(channel, 0)
        for crew in _able(crews, queue_id, rules)
    )


def _able(crews: Iterable[Crew], queue_id: QueueId, rules: Rules) -> Iterator[Crew]:
    ask = rules.ask(queue_id)
    return (crew for crew in crews if fits(ask, rules.has(crew.skills, crew.queues)))
