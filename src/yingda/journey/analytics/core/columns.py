"""A visit as a row of the mart: the same columns on every engine, days written once."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime

from yingda.journey.analytics.model import Origin, Visit
from yingda.kernel.calendar import business_date, half_hour
from yingda.kernel.ids import AgentId

Posts = Mapping[AgentId, Sequence[tuple[datetime, str]]]
"""Agent → since when in which group, the earliest first."""

NOWHERE: Posts = {}

COLUMNS: Mapping[str, str] = {
    "tenant_id": "string",
    "contact_id": "string",
    "number": "int32",
    "queue_id": "string",
    "branch_id": "string",
    "tier_id": "string",
    "channel": "string",
    "origin": "string",
    "from_queue": "string",
    "requested": "boolean",
    "queued": "boolean",
    "of_request": "boolean",
    "simulated": "boolean",
    "outcome": "string",
    "to_queue": "string",
    "wait": "int64",
    "talk": "int64",
    "hold": "int64",
    "wrap": "int64",
    "vain_offers": "int32",
    "agent_id": "string",
    "group_id": "string",
    "arrival_date": "date",
    "arrival_half": "int32",
    "entered_date": "date",
    "entered_half": "int32",
    "left_date": "date",
    "left_half": "int32",
}
"""What figures may be made of: column → type, in Ibis's words."""


def columns(visit: Visit, tenant_id: str, posts: Posts = NOWHERE) -> dict[str, object]:
    left_date, left_half = _place(visit.left_at) if visit.left_at else (None, None)
    arrival_date, arrival_half = _place(visit.arrival_at)
    entered_date, entered_half = _place(visit.entered_at)
    return {
        "tenant_id": tenant_id,
        "contact_id": visit.contact_id,
        "number": visit.number,
        "queue_id": visit.queue_id,
        "branch_id": visit.branch_id,
        "tier_id": visit.tier_id,
        "channel": visit.channel,
        "origin": visit.origin.value,
        "from_queue": visit.from_queue,
        "requested": visit.origin is Origin.REQUEST,
        "queued": visit.origin is not Origin.HAND_OVER,
        "of_request": visit.of_request,
        "simulated": visit.simulated,
        "outcome": visit.outcome.value,
        "to_queue": visit.to_queue,
        "wait": visit.wait,
        "talk": visit.talk,
        "hold": visit.hold,
        "wrap": visit.wrap,
        "vain_offers": visit.vain_offers,
        "agent_id": visit.agent_id,
        "group_id": _group(visit, posts),
        "arrival_date": arrival_date,
        "arrival_half": arrival_half,
        "entered_date": entered_date,
        "entered_half": entered_half,
        "left_date": left_date,
        "left_half": left_half,
    }


def _group(visit: Visit, posts: Posts) -> str:
    """Where the agent was when they answered; a later move changes nothing of that."""
    if visit.agent_id is None or visit.left_at is None:
        return ""
    theirs = posts.get(visit.agent_id, ())
    place = bisect_right(theirs, visit.left_at, key=lambda post: post[0])
    return theirs[place - 1][1] if place else ""


def _place(moment: datetime) -> tuple[object, int]:
    return business_date(moment), half_hour(moment)
