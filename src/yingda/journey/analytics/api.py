"""How figures are asked for over HTTP."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Meta

from yingda.journey.analytics.model import Attribution
from yingda.journey.analytics.service import Analytics
from yingda.kernel.org import Asker
from yingda.messages.analytics import BehindPage, Column, DayReport, Only, Simulated

HalfHour = Annotated[int, Meta(ge=0, le=47)]


@get("/api/reports/day")
async def read_day(
    asker: NamedDependency[Asker],
    analytics: NamedDependency[Analytics],
    date: FromQuery[date],
    by: FromQuery[str] = "total",
    attribution: FromQuery[Attribution] = Attribution.ARRIVAL,
    channel: FromQuery[str] = "",
    simulated: FromQuery[Simulated] = "",
) -> DayReport:
    """`channel` (as `by` names them) leaves out all others; empty takes all.
    `simulated=no` leaves out simulated callers."""
    only = Only(channel=channel, simulated=simulated)
    return await analytics.day(asker, date, by, attribution, only)


@get("/api/reports/behind")
async def read_behind(
    asker: NamedDependency[Asker],
    analytics: NamedDependency[Analytics],
    date: FromQuery[date],
    figure: FromQuery[str],
    queue: FromQuery[str] = "",
    branch: FromQuery[str] = "",
    tier: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    simulated: FromQuery[Simulated] = "",
    group: FromQuery[str] = "",
    half_hour: FromQuery[HalfHour | None] = None,
    attribution: FromQuery[Attribution] = Attribution.ARRIVAL,
    after: FromQuery[str] = "",
) -> BehindPage:
    return await analytics.contacts_behind(
        asker,
        date,
        figure,
        queue=queue,
        branch=branch,
        tier=tier,
        channel=channel,
        simulated=simulated,
        group=group,
        half_hour=half_hour,
        attribution=attribution,
        after=after,
    )


@get("/api/reports/figures")
async def list_figures(
    asker: NamedDependency[Asker], analytics: NamedDependency[Analytics]
) -> Sequence[Column]:
    asker.must("reports.read")
    return analytics.figures()


ROUTES = (read_day, read_behind, list_figures)
