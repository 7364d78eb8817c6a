"""How many agents could serve a queue: by profile, because profiles are few."""

from collections.abc import Iterable

from yingda.journey.routing.core.rules import Rules, fits
from yingda.journey.routing.model import Crew
from yingda.kernel.ids import QueueId


def count(crews: Iterable[Crew], queue_id: QueueId, rules: Rules) -> int:
    """Agents who can serve the queue before anything is widened."""
    ask = rules.ask(queue_id)
    return sum(
        crew.agents for crew in crews if fits(ask, rules.has(crew.skills, crew.queues))
    )
