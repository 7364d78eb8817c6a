"""What the back ends say, as variables of a flow."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from yingda.journey.dialogue.ports import OrderNow
from yingda.kernel.name import Name
from yingda.messages.customers import Whose
from yingda.messages.partners import ProviderCard
from yingda.messages.routing import Place

Answer = tuple[str, Mapping[str, str]]
"""Outcome and variables."""


def caller(whose: Whose) -> Answer:
    """`branch` if it is certain, `branches` if the caller has to choose among some."""
    if whose.branch_id is not None:
        known_by = whose.how or "record"
    else:
        known_by = "several" if whose.candidates else "nothing"
    return "known", {
        "customer_id": whose.customer_id or "",
        "tier": whose.tier_id,
        "brand": whose.brand,
        "branch": whose.branch_id or "",
        "branches": " ".join(whose.candidates),
        "known_by": known_by,
        "care": whose.care,
    }


def orders(found: Sequence[OrderNow]) -> Answer:
    if not found:
        return "none", {}
    newest = found[0]
    values = {
        "order_id": newest.order_id,
        "order_number": newest.number,
        "order_status": newest.status,
    }
    if len(found) == 1:
        return "one", values
    return "several", values | {"order_count": str(len(found))}


def provider(found: ProviderCard | None, language: str) -> Answer:
    if found is None:
        return "missing", {}
    return "found", {
        "provider_name": _in(language, found.name),
        "provider_service": _in(language, found.service),
        "provider_phone": found.phone,
    }


def _in(language: str, name: Name) -> str:
    return name.zh if language.startswith("zh") else name.en


def place(found: Place) -> Answer:
    wait = found.estimated_wait
    return "known", {
        "position": str(found.position),
        "minutes": "" if wait is None else str(_minutes(wait)),
    }


def _minutes(wait: timedelta) -> int:
    """Rounded up, and never none: nobody is promised to be served at once."""
    return max(1, -(-int(wait.total_seconds()) // 60))
