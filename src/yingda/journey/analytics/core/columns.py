"""A visit as a row of the mart: the same columns on every engine, days written once."""

from collections.abc import Mapping
from datetime import datetime

from yingda.journey.analytics.model import Origin, Visit
from yingda.kernel.calendar import business_date, half_hour

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
    "arrival_date": "date",
    "arrival_half": "int32",
    "entered_date": "date",
    "entered_half": "int32",
    "left_date": "date",
    "left_half": "int32",
}
"""What figures may be made of: column → type, in Ibis's words."""


def columns(visit: Visit, tenant_id: str) -> dict[str, object]:
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
        "arrival_date": arrival_date,
        "arrival_half": arrival_half,
        "entered_date": entered_date,
        "entered_half": entered_half,
        "left_date": left_date,
        "left_half": left_half,
    }


def _place(moment: datetime) -> tuple[object, int]:
    return business_date(moment), half_hour(moment)
