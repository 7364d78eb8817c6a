"""The catalogue over HTTP: all of it, or what is meant by a few letters."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from yingda.journey.workorders.limits.catalogue import (
    Catalogue,
    Form,
    Line,
    Reason,
    Service,
)
from yingda.journey.workorders.service import Workorders
from yingda.kernel.org import Asker


class CatalogueNow(Struct, frozen=True, kw_only=True):
    """What a need can be about, as it stands for the asker's place."""

    version: int
    """An order keeps it."""
    catalogue: Catalogue


class FoundReason(Struct, frozen=True, kw_only=True):
    """A reason with what it belongs to, and the form that it is taken down with."""

    line: Line
    service: Service
    reason: Reason
    form: Form


class FoundReasons(Struct, frozen=True, kw_only=True):
    """Reasons that are offered, those that begin as typed first."""

    reasons: tuple[FoundReason, ...]


@get("/api/catalogue")
async def show_catalogue(
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
    version: FromQuery[int | None] = None,
) -> CatalogueNow:
    """Old reasons are in it, too; `replaced_by` says what they are called today. With
    `version` it is as it was when an order was taken down."""
    found, catalogue = await workorders.shelves.catalogue(asker, version)
    return CatalogueNow(version=found, catalogue=catalogue)


@get("/api/catalogue/search", sync_to_thread=False)
def search_catalogue(
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
    q: FromQuery[str] = "",
    type: FromQuery[str | None] = None,  # noqa: A002 - as it is called everywhere
    limit: FromQuery[int] = 20,
) -> FoundReasons:
    """By Chinese, pinyin, its initials, or English."""
    found = workorders.shelves.search(
        asker, q[:100], order_type=type, at_most=max(1, min(limit, 100))
    )
    return FoundReasons(
        reasons=tuple(
            FoundReason(
                line=one.line, service=one.service, reason=one.reason, form=one.form
            )
            for one in found
        )
    )


ROUTES = [show_catalogue, search_catalogue]
