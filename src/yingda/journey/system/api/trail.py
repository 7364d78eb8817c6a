"""The logs and the health over HTTP."""

from datetime import datetime

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery
from msgspec import Struct

from yingda.journey.system.model import ChainState, Health, Kind, Wanted
from yingda.journey.system.service import System
from yingda.kernel.ids import MessageId, UserId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput


class AuditLine(Struct, frozen=True, kw_only=True):
    """Who did what, and where it stands in the chain."""

    kind: Kind
    id: MessageId
    at: datetime
    user_id: UserId | None
    user_name: str | None
    action: str
    subject: str
    reason: str | None
    origin: str | None
    """The address that a request came from."""
    outcome: str
    """`done` or `refused`."""
    number: int | None
    hash: str | None
    """Hexadecimal; None until the entry is sealed."""


class AuditPage(Struct, frozen=True, kw_only=True):
    """Entries, the newest first."""

    entries: tuple[AuditLine, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""


class AuditState(Struct, frozen=True, kw_only=True):
    """Whether every log holds; the first entry of each that does not."""

    is_whole: bool
    chains: tuple[ChainState, ...]


@get(
    "/api/health",
    responses={
        503: ResponseSpec(
            Health, description="A part does not answer", generate_examples=False
        )
    },
)
async def health(system: NamedDependency[System]) -> Response[Health]:
    """For whoever watches the machine; it tells nothing but whether parts answer."""
    found = await system.health()
    return Response(found, status_code=200 if found.is_serving else 503)


@get("/api/audit")
async def list_audit(
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
    kind: FromQuery[Kind | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    user_id: FromQuery[str | None] = None,
    action: FromQuery[str | None] = None,
    subject: FromQuery[str | None] = None,
    origin: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> AuditPage:
    size = max(1, min(limit, 200))
    wanted = Wanted(
        kind=kind,
        since=since,
        until=until,
        user_id=UserId(user_id) if user_id else None,
        action=action or None,
        subject=subject or None,
        origin=origin or None,
        before=_before(cursor),
        limit=size + 1,
    )
    rows = await system.trail.find(asker, wanted)
    more = rows[size - 1].entry if len(rows) > size else None
    users = [row.entry.user_id for row in rows if row.entry.user_id]
    names = await system.trail.names.names(asker.scope, "user", users) if users else {}
    return AuditPage(
        entries=tuple(
            AuditLine(
                kind=row.entry.kind,
                id=row.entry.id,
                at=row.entry.at,
                user_id=row.entry.user_id,
                user_name=names.get(row.entry.user_id or ""),
                action=row.entry.action,
                subject=row.entry.subject,
                reason=row.entry.reason,
                origin=row.entry.origin,
                outcome=row.entry.outcome,
                number=row.number,
                hash=row.hash.hex() if row.hash else None,
            )
            for row in rows[:size]
        ),
        next=f"{more.at.isoformat()}|{more.id}" if more else None,
    )


@get("/api/audit/state")
async def audit_state(
    system: NamedDependency[System], asker: NamedDependency[Asker]
) -> AuditState:
    chains = tuple(await system.trail.verify(asker))
    is_whole = all(one.finding is None for one in chains)
    return AuditState(is_whole=is_whole, chains=chains)


def _before(cursor: str | None) -> tuple[datetime, MessageId] | None:
    if not cursor:
        return None
    at, _, entry_id = cursor.partition("|")
    try:
        return datetime.fromisoformat(at), MessageId(entry_id)
    except ValueError as error:
        raise BadInput("cursor", "the value of `next` of the page before") from error


ROUTES = [health, list_audit, audit_state]
