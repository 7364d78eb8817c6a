"""How fast a queue is served.

The pace is the work of one answer: places × time between two answers while somebody is
waiting. A place is one contact that an agent can serve at a time: one call, or each of
several chats; so each channel of a queue has its own pace. It is weighted towards the last
answers, and divided by the places of those at work now, so it follows a change of staff at
once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from yingda.journey.routing.core.rules import moment
from yingda.journey.routing.model import Moment, Pace, Standing
from yingda.kernel.ids import ContactId

WEIGHT = 0.05
"""Of the newest answer: the last twenty or so count."""
FEWEST = 3
"""Answers before anything is said."""


def paced(
    pace: Pace | None, *, since: datetime, offered: datetime, at: datetime, places: int
) -> Pace:
    """After one more answer, of a contact waiting `since` and offered then.

    An answer without waiting tells when the last one was, but not how fast we are: the
    agent was idle. The time between two answers begins with the later of the answer
    before and the beginning of the wait; service has no memory of what went before.
    """
    if pace is None:
        pace = Pace(answers=0, work_seconds=0.0, last_answer=since)
    begin = max(pace.last_answer, since)
    if offered - since < timedelta(seconds=1) or at <= begin:
        return Pace(
            answers=pace.answers,
            work_seconds=pace.work_seconds,
            last_answer=max(at, pace.last_answer),
        )
    work = (at - begin).total_seconds() * max(places, 1)
    # The first answers are averaged plainly: each weighs as much as the others.
    weight = max(WEIGHT, 1 / (pace.answers + 1))
    return Pace(
        answers=pace.answers + 1,
        work_seconds=pace.work_seconds + weight * (work - pace.work_seconds),
        last_answer=at,
    )


def position(queue: Iterable[Standing], contact_id: ContactId, at: datetime) -> int:
    """1 for the next of its queue. Those being rung are before all who wait."""
    now = moment(at)
    ranked = sorted((_rank(each, now), each.contact.contact_id) for each in queue)
    return 1 + [name for _, name in ranked].index(contact_id)


def _rank(standing: Standing, now: Moment) -> tuple[int, Moment]:
    if standing.due is not None and standing.due <= now:
        return 0, standing.due
    return 1, standing.order
