"""Requests and the processes' own words in the logs, without anybody's data."""

import logging
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar import get, post
from litestar.params import FromPath

from builders import HOME, ground
from builders_audit import ADMIN, behind_the_back, system_on
from yingda.app.asgi import create
from yingda.app.journal import Journal
from yingda.journey.system.model import Kind, Wanted, Wrong
from yingda.journey.system.service import System
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, NotAllowed
from yingda.platform.embedded.clock import HandClock
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.ports import DatabaseAway
from yingda.platform.sql.database import Database


@pytest.fixture
def system(database: Database, clock: HandClock) -> System:
    return system_on(ground(database, clock))


async def read(system: System, kind: Kind) -> set[tuple[str | None, str, str, str]]:
    rows = await system.trail.find(ADMIN, Wanted(kind=kind))
    return {
        (one.user_id, one.action, one.subject, one.reason or "")
        for one in (row.entry for row in rows)
    }


@get("/api/customers/{number:str}")
async def look(number: FromPath[str]) -> str:
    if number == "13800000001":
        raise NotAllowed("customers.read")
    return number


@post("/api/orders")
async def order() -> None:
    return None


async def test_requests_that_change_or_are_refused_are_written_by_their_pattern(
    system: System, clock: HandClock
) -> None:
    journal = Journal("work", clock)

    async def who(token: str) -> Asker | None:
        return ADMIN if token == "admin" else None

    app = create([look, order], {}, who, journal.exchanged)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test"
    ) as browser:
        await browser.get("/api/customers/13800000000")
        await browser.post("/api/orders")
        browser.cookies.set("yingda_session", "admin")
        for _ in range(3):
            await browser.get("/api/customers/13800000001")
        await browser.get("/api/13800000001")
    await journal.write(system.trail, HOME)
    await journal.write(system.trail, HOME)

    assert await read(system, Kind.INTERFACE) == {
        (None, "POST", "/api/orders", "201"),
        (UserId("admin"), "GET", "/api/customers/{number}", "403 ×3"),
        (UserId("admin"), "GET", "/api/{path}", "404"),
    }


async def test_what_a_process_says_of_itself_is_written_without_its_values(
    system: System, clock: HandClock
) -> None:
    journal = Journal("floor", clock)
    log = logging.Logger("yingda.journey.channels")  # noqa: LOG001
    log.addHandler(journal)
    log.info("a call came")
    log.warning("no answer from %s", "13800000001")
    log.warning("no answer from %s", "13800000002")
    try:
        raise OSError("13800000003")
    except OSError:
        log.exception("the switch failed")
    strange = logging.Logger("httpx")  # noqa: LOG001
    strange.addHandler(journal)
    strange.error("13800000004")
    await journal.write(system.trail, HOME)

    place = "floor/yingda.journey.channels"
    assert await read(system, Kind.SYSTEM) == {
        (None, "log.warning", place, "no answer from … ×2"),
        (None, "log.error", place, "the switch failed (OSError)"),
        (None, "log.error", "floor/httpx", "-"),
    }


async def test_what_cannot_be_written_now_is_written_the_next_time(
    system: System, clock: HandClock
) -> None:
    journal = Journal("work", clock)
    journal.exchanged(None, "POST", "/api/orders", 201)

    class Away:
        async def write(self, *_: object) -> None:
            raise DatabaseAway

    with pytest.raises(DatabaseAway):
        await journal.write(cast(Any, Away()), HOME)
    journal.exchanged(None, "POST", "/api/orders", 201)
    await journal.write(system.trail, HOME)
    assert await read(system, Kind.INTERFACE) == {
        (None, "POST", "/api/orders", "201 ×2")
    }


async def test_an_entry_says_from_where_and_whether_it_was_granted(
    system: System, clock: HandClock
) -> None:
    journal = Journal("work", clock)
    journal.exchanged(None, "POST", "/api/session", 401, "10.0.0.7")
    journal.exchanged(UserId("ana"), "POST", "/api/orders", 201, "10.0.0.8")
    await journal.write(system.trail, HOME)
    await system.trail.seal()

    (failed,) = await system.trail.find(ADMIN, Wanted(origin="10.0.0.7"))
    every = await system.trail.find(ADMIN, Wanted(subject="/api/"))

    assert (failed.entry.subject, failed.entry.outcome) == ("/api/session", "refused")
    assert {row.entry.outcome for row in every} == {"done", "refused"}
    assert {row.entry.origin for row in every} == {"10.0.0.7", "10.0.0.8"}
    assert all(one.finding is None for one in await system.trail.verify(ADMIN))


async def test_where_a_request_came_from_is_part_of_the_seal(
    system: System, clock: HandClock, database: Database, server: Postgres
) -> None:
    journal = Journal("work", clock)
    journal.exchanged(None, "POST", "/api/session", 401, "10.0.0.7")
    await journal.write(system.trail, HOME)
    await system.trail.seal()

    await behind_the_back(
        server, database, "update system.audit set origin = '10.0.0.9'"
    )

    (chain,) = await system.trail.verify(ADMIN)
    assert chain.finding is not None
    assert (chain.finding.number, chain.finding.wrong) == (1, Wrong.ALTERED)


@pytest.mark.row("NF-05")
async def test_what_a_killed_process_had_not_written_down_its_successor_does(
    system: System, clock: HandClock, tmp_path: Path
) -> None:
    file = tmp_path / "journal-work"
    killed = Journal("work", clock, file)
    killed.exchanged(UserId("ana"), "POST", "/api/orders", 201, "10.0.0.8")
    await killed.write(system.trail, HOME)
    for _ in range(3):
        killed.exchanged(UserId("ana"), "POST", "/api/orders", 422, "10.0.0.8")

    await Journal("work", clock, file).write(system.trail, HOME)
    await Journal("work", clock, file).write(system.trail, HOME)

    assert await read(system, Kind.INTERFACE) == {
        ("ana", "POST", "/api/orders", "201"),
        ("ana", "POST", "/api/orders", "422 ×3"),
    }
    assert len(await system.trail.find(ADMIN, Wanted(kind=Kind.INTERFACE))) == 2
