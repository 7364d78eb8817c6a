"""Recordings: found by customer, number, agent or time, played for a reason."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import (
    FromPath,
    FromQuery,
    HeaderParameter,
    JSONBody,
    QueryParameter,
)
from msgspec import Struct

from yingda.journey.channels.model.recordings import Recording, Wanted
from yingda.journey.channels.ports import Naming
from yingda.journey.channels.service import Channels
from yingda.kernel.calendar import SHANGHAI, bounds
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    CustomerId,
    LegId,
    RecordingId,
)
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput
from yingda.messages.analytics import Simulated

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class RecordingRow(Struct, frozen=True, kw_only=True):
    """One recording in the list."""

    recording_id: RecordingId
    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    agent_name: str
    customer_id: CustomerId | None
    customer_name: str | None
    number_masked: str | None
    queue_name: Name | None
    at: datetime
    seconds: float
    state: str
    legal_hold: bool
    simulated: bool
    """The caller is."""
    gap: float
    """Seconds of the talk that are not in it."""


class RecordingPage(Struct, frozen=True, kw_only=True):
    """The newest first; `next` is the cursor of the following page."""

    recordings: list[RecordingRow]
    next: str | None


class CoveredDay(Struct, frozen=True, kw_only=True):
    """One day's connected legs beside its recordings, as the night found them."""

    day: date
    legs: int
    recordings: int
    missing: tuple[LegId, ...]
    altered: tuple[RecordingId, ...]


class Listen(Struct, frozen=True, kw_only=True):
    """Why somebody wants to hear it. Kept for the audit."""

    reason: str = ""


class LegalHold(Struct, frozen=True, kw_only=True):
    """Keep it beyond its time, or no longer."""

    is_on: bool


class Playing(Struct, frozen=True, kw_only=True):
    """Where the sound is for a short while, and its wave: caller, then agent."""

    url: str
    peaks: tuple[tuple[float, ...], ...]
    seconds: float


@get("/api/recordings")
async def search(
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
    number: FromQuery[str] = "",
    customer_id: FromQuery[str] = "",
    agent_id: FromQuery[str] = "",
    contact_id: FromQuery[str] = "",
    simulated: FromQuery[Simulated] = "",
    since: Annotated[str, QueryParameter(name="from")] = "",
    until: Annotated[str, QueryParameter(name="to")] = "",
    cursor: FromQuery[str] = "",
) -> RecordingPage:
    wanted = Wanted(
        number=number.strip() or None,
        customer_id=CustomerId(customer_id) if customer_id else None,
        agent_id=AgentId(agent_id) if agent_id else None,
        contact_id=ContactId(contact_id) if contact_id else None,
        is_simulated=simulated == "yes" if simulated else None,
        since=_moment("from", since, is_end=False),
        until=_moment("to", until, is_end=True),
        before=_place(cursor),
    )
    found, following = await channels.recordings.search(asker, wanted)
    naming = await channels.names.names(
        asker,
        agents=sorted({one.agent_id for one in found}),
        customers=sorted({one.customer_id for one in found if one.customer_id}),
        points=sorted({one.point_id for one in found}),
        queues=sorted({one.queue_id for one in found if one.queue_id}),
    )
    return RecordingPage(
        recordings=[_row(one, naming) for one in found],
        next=_cursor(following) if following else None,
    )


@get("/api/recordings/coverage")
async def coverage(
    channels: NamedDependency[Channels], asker: NamedDependency[Asker]
) -> list[CoveredDay]:
    return [
        CoveredDay(
            day=one.day,
            legs=one.legs,
            recordings=one.recordings,
            missing=one.missing,
            altered=one.altered,
        )
        for one in await channels.recordings.coverage(asker)
    ]


@post("/api/recordings/{recording_id:str}/listen", status_code=200)
async def listen(
    recording_id: FromPath[str],
    data: JSONBody[Listen],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> Playing:
    sound = await channels.recordings.listen(
        asker, RecordingId(recording_id), data.reason
    )
    return Playing(url=sound.url, peaks=sound.peaks, seconds=sound.seconds)


@post("/api/recordings/{recording_id:str}/legal-hold", status_code=204)
async def legal_hold(
    recording_id: FromPath[str],
    data: JSONBody[LegalHold],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.recordings.set_legal_hold(
        asker, RecordingId(recording_id), is_on=data.is_on
    )


@get(
    "/api/recordings/{recording_id:str}/sound",
    media_type="audio/wav",
    responses={
        206: ResponseSpec(
            bytes,
            media_type="audio/wav",
            description="A part of it",
            generate_examples=False,
        ),
        416: ResponseSpec(None, description="It is shorter than that"),
    },
)
async def sound(
    recording_id: FromPath[str],
    channels: NamedDependency[Channels],
    ticket: FromQuery[str] = "",
    part: Annotated[str, HeaderParameter(name="range")] = "",
) -> Response[bytes]:
    """The ticket stands for whoever asked to listen; parts of the file may be asked."""
    whole = await channels.recordings.sound(RecordingId(recording_id), ticket)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    first, last = _span(part, len(whole))
    if (first, last) == (0, len(whole) - 1) and not part:
        return Response(whole, media_type="audio/wav", headers=headers)
    if first > last:
        headers["Content-Range"] = f"bytes */{len(whole)}"
        return Response(b"", status_code=416, media_type="audio/wav", headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
    return Response(
        whole[first : last + 1],
        status_code=206,
        media_type="audio/wav",
        headers=headers,
    )


def _row(one: Recording, naming: Naming) -> RecordingRow:
    return RecordingRow(
        recording_id=one.recording_id,
        contact_id=one.contact_id,
        leg_id=one.leg_id,
        agent_id=one.agent_id,
        agent_name=naming.agents.get(one.agent_id, one.agent_id),
        customer_id=one.customer_id,
        customer_name=naming.customers.get(one.customer_id)
        if one.customer_id
        else None,
        number_masked=naming.points.get(one.point_id),
        queue_name=naming.queues.get(one.queue_id) if one.queue_id else None,
        at=one.started,
        seconds=one.seconds,
        state=one.state,
        legal_hold=one.legal_hold,
        simulated=one.simulated,
        gap=one.gap,
    )


def _moment(field: str, text: str, *, is_end: bool) -> datetime | None:
    """A day counts from its first moment, or up to its last, in Shanghai."""
    if not text:
        return None
    try:
        if len(text) == len("2026-01-01"):
            return bounds(date.fromisoformat(text))[1 if is_end else 0]
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(field, "a day, or a moment as 2026-01-01T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _cursor(place: tuple[datetime, RecordingId]) -> str:
    text = f"{place[0].isoformat()} {place[1]}"
    return urlsafe_b64encode(text.encode()).decode()


def _place(cursor: str) -> tuple[datetime, RecordingId] | None:
    if not cursor:
        return None
    try:
        moment, _, name = urlsafe_b64decode(cursor).decode().partition(" ")
        return datetime.fromisoformat(moment), RecordingId(name)
    except ValueError as error:
        raise BadInput("cursor", "the `next` of the page before") from error


def _span(part: str, size: int) -> tuple[int, int]:
    """First and last byte that are asked for; an order that makes no sense is none."""
    match = RANGE.fullmatch(part.strip())
    if match is None or match.groups() == ("", ""):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size), size - 1)


ROUTES = [search, coverage, listen, legal_hold, sound]
