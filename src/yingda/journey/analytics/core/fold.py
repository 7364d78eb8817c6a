"""One contact's events into its visits of queues (kpis section 2).

The live mart and the recomputation from the log both go through `step`; that is why they
agree. A doubled event changes nothing. Events about one contact come in the order of the
log; where two stages tell of one moment (a call ended, a place in the queue given up),
either may come first.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import singledispatch

from yingda.journey.analytics.model import Origin, Outcome, Story, Visit
from yingda.kernel.ids import LegId, QueueId
from yingda.kernel.message import Event
from yingda.messages.channels import (
    CallArrived,
    CallBridged,
    CallEnded,
    CallHeld,
    CallRetrieved,
    CallTransferred,
    LegEnded,
)
from yingda.messages.desk import ContactWrappedUp, WrapUpBegan
from yingda.messages.dialogue import HumanRequested
from yingda.messages.routing import (
    ContactLeftQueue,
    ContactOffered,
    ContactQueued,
    Entry,
    OfferFailed,
)

Heard = (
    CallArrived
    | HumanRequested
    | ContactQueued
    | ContactOffered
    | OfferFailed
    | CallBridged
    | ContactLeftQueue
    | CallHeld
    | CallRetrieved
    | CallTransferred
    | LegEnded
    | CallEnded
    | WrapUpBegan
    | ContactWrappedUp
)
"""All that changes a story."""


def fold(events: Iterable[Heard]) -> dict[str, Story]:
    """Contact → story, from events in the order of the log, doubled ones included."""
    stories: dict[str, Story] = {}
    heard: set[str] = set()
    for event in events:
        if event.id in heard:
            continue
        heard.add(event.id)
        contact_id = event.contact_id
        before = stories.get(contact_id, Story(contact_id=contact_id))
        stories[contact_id] = step(event, before)
    return stories


@singledispatch
def step(event: Event, story: Story) -> Story:
    """What the story is after the event."""
    return story


@step.register
def _(event: CallArrived, story: Story) -> Story:
    return replace(
        story,
        channel=event.channel.value,
        arrived_at=event.at,
        simulated=event.simulated,
    )


@step.register
def _(event: HumanRequested, story: Story) -> Story:
    return replace(story, requested_at=story.requested_at or event.at)


@step.register
def _(event: ContactQueued, story: Story) -> Story:
    last = story.visits[-1] if story.visits else None
    if last and last.waiting_since == event.since and last.queue_id == event.queue_id:
        return story
    if last and last.outcome is Outcome.WAITING:
        if last.queue_id == event.queue_id:
            # Asked to wait where it waits already: the first wait goes on.
            return story
        last = _left(last, Outcome.FLOWED_OUT, event.at, to_queue=event.queue_id)
        story = _with(story, last)
    visit = _entered(event, story, last)
    if story.ended_at is not None:
        # The caller hung up between asking and queueing: asked for, and given up.
        visit = _left(visit, Outcome.ABANDONED, max(event.since, story.ended_at))
    return _with(story, visit)


def _entered(event: ContactQueued, story: Story, last: Visit | None) -> Visit:
    origin = _origin(event, last)
    came = event.since
    if last and last.left_at and origin is Origin.QUEUE:
        # A flow is one moment: out of the one queue and into the other.
        came = last.left_at
    of_request = last is None or (last.of_request and last.outcome != Outcome.ANSWERED)
    return Visit(
        contact_id=event.contact_id,
        number=len(story.visits) + 1,
        queue_id=event.queue_id,
        branch_id=event.branch_id,
        tier_id=event.tier_id,
        channel=story.channel,
        simulated=story.simulated,
        origin=origin,
        from_queue=None if last is None else event.from_queue or last.queue_id,
        of_request=of_request,
        arrival_at=last.arrival_at if last and of_request else event.since,
        entered_at=came,
        waiting_since=event.since,
    )


def _origin(event: ContactQueued, last: Visit | None) -> Origin:
    if last is None:
        return Origin.REQUEST
    if last.outcome is Outcome.FLOWED_OUT and last.to_queue == event.queue_id:
        return Origin.QUEUE
    return Origin.TRANSFER if event.entry is Entry.TRANSFERRED else Origin.RETURN


@step.register
def _(event: ContactOffered, story: Story) -> Story:
    visit = _waiting(story)
    return _with(story, _knows_leg(visit, event.leg_id)) if visit else story


@step.register
def _(event: OfferFailed, story: Story) -> Story:
    visit = _waiting(story)
    if visit is None:
        return story
    return _with(story, replace(visit, vain_offers=visit.vain_offers + 1))


@step.register
def _(event: CallBridged, story: Story) -> Story:
    if not story.visits:
        return story
    last = story.visits[-1]
    if last.outcome is Outcome.WAITING or last.leg_id is None:
        if last.outcome not in (Outcome.WAITING, Outcome.ANSWERED):
            return story
        last = _left(last, Outcome.ANSWERED, event.at)
        last = replace(last, agent_id=event.agent_id)
    elif last.given_to is not None and event.leg_id != last.leg_id:
        return _with(story, _handed_over(event, last))
    elif last.talking_since or last.held_since:
        # Somebody more joins a talk that goes on: the segment stays the first agent's.
        return _with(story, _knows_leg(last, event.leg_id))
    last = _knows_leg(last, event.leg_id)
    return _with(story, replace(last, leg_id=event.leg_id, talking_since=event.at))


def _handed_over(event: CallBridged, last: Visit) -> Visit:
    """A new segment that begins with its answer."""
    return replace(
        last,
        number=last.number + 1,
        queue_id=last.given_to or last.queue_id,
        origin=Origin.HAND_OVER,
        from_queue=last.queue_id,
        of_request=False,
        arrival_at=event.at,
        entered_at=event.at,
        waiting_since=event.at,
        left_at=event.at,
        wait=0,
        given_to=None,
        vain_offers=0,
        agent_id=event.agent_id,
        leg_id=event.leg_id,
        legs=(event.leg_id,),
        talk=0,
        hold=0,
        wrap=0,
        talking_since=event.at,
        held_since=None,
        wrapping_since=None,
    )


@step.register
def _(event: CallTransferred, story: Story) -> Story:
    visit = _served(story, event.leg_id)
    if visit is None:
        return story
    return _with(story, replace(visit, given_to=event.to_queue))


@step.register
def _(event: ContactLeftQueue, story: Story) -> Story:
    visit = _waiting(story)
    if visit is None or visit.queue_id != event.queue_id:
        return story
    left = _left(visit, Outcome(event.why), event.at, to_queue=event.to_queue)
    return _with(story, replace(left, agent_id=event.agent_id))


@step.register
def _(event: CallHeld, story: Story) -> Story:
    visit = _served(story, event.leg_id)
    if visit is None or visit.talking_since is None:
        return story
    return _with(story, replace(_silent(visit, event.at), held_since=event.at))


@step.register
def _(event: CallRetrieved, story: Story) -> Story:
    visit = _served(story, event.leg_id)
    if visit is None or visit.held_since is None:
        return story
    return _with(story, replace(_silent(visit, event.at), talking_since=event.at))


@step.register
def _(event: LegEnded, story: Story) -> Story:
    visit = _served(story, event.leg_id)
    return _with(story, _silent(visit, event.at)) if visit else story


@step.register
def _(event: CallEnded, story: Story) -> Story:
    if story.ended_at is not None:
        return story
    story = replace(story, ended_at=event.at, ended_by=event.by.value)
    for visit in story.visits:
        after = _silent(visit, event.at)
        if after.outcome is Outcome.WAITING:
            after = _left(after, Outcome.ABANDONED, event.at)
        story = _with(story, after)
    return story


@step.register
def _(event: WrapUpBegan, story: Story) -> Story:
    visit = _touched(story, event.leg_id)
    if visit is None or visit.wrapping_since is not None:
        return story
    return _with(story, replace(visit, wrapping_since=event.at))


@step.register
def _(event: ContactWrappedUp, story: Story) -> Story:
    """Wrap-up belongs to the visit, even when it ends on the next day (rule 7)."""
    visit = _touched(story, event.leg_id)
    if visit is None or visit.wrapping_since is None:
        return story
    wrap = visit.wrap + _between(visit.wrapping_since, event.at)
    return _with(story, replace(visit, wrap=wrap, wrapping_since=None))


def _left(
    visit: Visit, outcome: Outcome, at: datetime, *, to_queue: QueueId | None = None
) -> Visit:
    return replace(
        visit,
        outcome=outcome,
        left_at=at,
        wait=_between(visit.waiting_since, at),
        to_queue=to_queue,
    )


def _silent(visit: Visit, at: datetime) -> Visit:
    """The stretch of talk or hold that was going on is over and has been added."""
    talk, hold = visit.talk, visit.hold
    if visit.talking_since:
        talk += _between(visit.talking_since, at)
    if visit.held_since:
        hold += _between(visit.held_since, at)
    return replace(visit, talk=talk, hold=hold, talking_since=None, held_since=None)


def _knows_leg(visit: Visit, leg_id: LegId) -> Visit:
    if leg_id in visit.legs:
        return visit
    return replace(visit, legs=(*visit.legs, leg_id))


def _waiting(story: Story) -> Visit | None:
    last = story.visits[-1] if story.visits else None
    return last if last and last.outcome is Outcome.WAITING else None


def _served(story: Story, leg_id: LegId) -> Visit | None:
    """The visit in which this leg is (or was last) heard; a later one may have begun."""
    return next((each for each in story.visits if each.leg_id == leg_id), None)


def _touched(story: Story, leg_id: LegId) -> Visit | None:
    return next((each for each in story.visits if leg_id in each.legs), None)


def _with(story: Story, visit: Visit) -> Story:
    visits = {each.number: each for each in story.visits} | {visit.number: visit}
    return replace(story, visits=tuple(visits[number] for number in sorted(visits)))


def _between(start: datetime, end: datetime) -> int:
    return max(0, (end - start) // timedelta(microseconds=1))
