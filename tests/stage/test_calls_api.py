"""Call bar, recordings and SIP as a browser meets them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any, cast

import httpx
import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from builders import HOME, ground
from builders_channels import ANA, Exchange, agent
from builders_record import change
from yingda.app.asgi import create
from yingda.journey.channels.api import ROUTES
from yingda.journey.channels.limits import CallCap, CallCaps, Limits
from yingda.journey.channels.model.phones import Telephony
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker
from yingda.messages.channels import Answer
from yingda.platform.embedded.clock import HandClock
from yingda.platform.http import COOKIE
from yingda.platform.sql.database import Database

SIGNED_IN = {"cookie": f"{COOKIE}=ana"}
SIP = [Subprotocol("sip")]


async def who_asks(token: str) -> Asker | None:
    return agent(ANA) if token == "ana" else None


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path)


@pytest.fixture
async def browser(exchange: Exchange) -> AsyncIterator[httpx.AsyncClient]:
    app = create(ROUTES, {"channels": exchange.channels}, who_asks)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test", headers=SIGNED_IN
    ) as client:
        yield client


async def test_the_call_bar(exchange: Exchange, browser: httpx.AsyncClient) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)
    bar = f"/api/calls/{contact_id}"

    assert (await browser.post(f"{bar}/hold")).status_code == 204
    await exchange.pump()
    assert (await browser.post(f"{bar}/hold")).json()["code"] == "call-not-now"
    assert (await browser.post(f"{bar}/retrieve")).status_code == 204
    await exchange.pump()
    keys = await browser.post(f"{bar}/keys", json={"keys": "1#"})
    sent = exchange.switch.lines[line].keys_sent
    nowhere = await browser.post(f"{bar}/transfer", json={"to_queue": None})
    moved = await browser.post(f"{bar}/transfer", json={"to_queue": "billing"})
    await exchange.pump()
    late = await browser.post(f"{bar}/hang-up")

    assert (keys.status_code, sent) == (204, ["1", "#"])
    assert (nowhere.status_code, nowhere.json()["code"]) == (400, "bad-input")
    assert moved.status_code == 204
    assert (late.status_code, late.json()["code"]) == (404, "not-your-call")


async def test_nobody_controls_calls_without_signing_in(
    exchange: Exchange, browser: httpx.AsyncClient
) -> None:
    contact_id, _ = await exchange.call()

    answer = await browser.post(f"/api/calls/{contact_id}/hold", headers={"cookie": ""})

    assert answer.status_code == 401


@pytest.mark.row("CT-20")
async def test_a_recording_is_found_and_played_in_parts(
    exchange: Exchange, browser: httpx.AsyncClient
) -> None:
    contact_id, line = await exchange.call("13800000007")
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)
    await exchange.pass_time(3)
    exchange.switch.hang_up(line)
    await exchange.pump()
    await exchange.pass_time(5)
    await exchange.channels.recordings.keep()

    asked = {"number": "13800000007", "from": "2026-01-01", "to": "2026-01-01"}
    page = (await browser.get("/api/recordings", params=asked)).json()
    (row,) = page["recordings"]
    place = f"/api/recordings/{row['recording_id']}"
    refused = await browser.post(f"{place}/listen", json={"reason": " "})
    playing = (await browser.post(f"{place}/listen", json={"reason": "复核"})).json()
    whole = await browser.get(playing["url"])
    part = await browser.get(playing["url"], headers={"range": "bytes=44-99"})
    last = await browser.get(playing["url"], headers={"range": "bytes=-10"})
    beyond = await browser.get(playing["url"], headers={"range": "bytes=999999-"})
    forged = await browser.get(f"{place}/sound?ticket=9999999999.00")

    assert (row["agent_name"], row["customer_name"]) == ("Ana", "张**")
    assert page["next"] is None
    assert (refused.status_code, refused.json()["code"]) == (400, "reason-needed")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert whole.content[:4] == b"RIFF"
    size = len(whole.content)
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes 44-99/{size}"
    assert part.content == whole.content[44:100]
    assert last.content == whole.content[-10:]
    assert beyond.status_code == 416
    assert (forged.status_code, forged.json()["code"]) == (403, "ticket-over")
    foreign = await browser.get(f"{place}/sound", params={"ticket": "٩.票"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "ticket-over")
    tomorrow = await browser.get("/api/recordings", params={"from": "2026-01-02"})
    assert tomorrow.json()["recordings"] == []
    bad = await browser.get("/api/recordings", params={"from": "yesterday"})
    assert (bad.status_code, bad.json()["field"]) == (400, "from")
    old = await browser.get("/api/recordings", params={"from": "0001-01-01"})
    assert (old.status_code, old.json()["code"]) == (400, "out-of-range")


async def test_an_address_that_asks_for_too_many_telephones_is_told_what_to_do(
    browser: httpx.AsyncClient,
) -> None:
    language = {"cookie": "", "accept-language": "en"}
    for _ in range(10):
        made = await browser.post("/api/web-calls", json={}, headers=language)
        assert made.status_code == 201
    refused = await browser.post("/api/web-calls", json={}, headers=language)

    body = refused.json()
    assert (refused.status_code, body["code"]) == (429, "too-many-web-calls")
    assert "dial the hotline" in body["detail"]


async def test_a_page_gets_a_telephone_and_no_more_than_allowed(
    exchange: Exchange, browser: httpx.AsyncClient
) -> None:
    anybody = {"cookie": ""}

    made = await browser.post(
        "/api/web-calls", json={"number": "13800000003"}, headers=anybody
    )
    wrong = await browser.post("/api/web-calls", json={"number": "me"}, headers=anybody)
    caps = CallCaps(accounts={"client": CallCap(at_once=100, a_minute=100)})
    await change(exchange.ground, caps)
    for _ in range(49):
        await browser.post("/api/web-calls", json={}, headers=anybody)
    full = await browser.post("/api/web-calls", json={}, headers=anybody)
    await exchange.pass_time(1801)
    gone = await exchange.channels.phones.tidy()

    body = made.json()
    assert made.status_code == 201
    assert body["call"] == "sip:96766@yingda"
    assert body["phone"]["name"].startswith("web-")
    assert wrong.status_code == 400
    assert (full.status_code, full.json()["code"]) == (429, "too-many-pages")
    assert gone == 50


@asynccontextmanager
async def pages_over(exchange: Exchange) -> AsyncIterator[str]:
    """The pages on a real port, before a switch that echoes."""

    async def echo(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)
            if message == "bye":
                return

    async with serve(echo, "127.0.0.1", 0, subprotocols=SIP) as switch:
        port = switch.sockets[0].getsockname()[1]
        exchange.telephony = Telephony(
            ws=f"ws://127.0.0.1:{port}", realm="yingda", hotline="96766"
        )
        exchange.channels = exchange.install()
        app = create(ROUTES, {"channels": exchange.channels}, who_asks)
        config = uvicorn.Config(
            cast(Any, app),  # the same protocol, named twice
            port=0,
            loop="none",
            ws="websockets-sansio",
            log_config=None,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(server.serve())
            for _ in range(500):
                if server.started:
                    break
                await asyncio.sleep(0.01)
            here = server.servers[0].sockets[0].getsockname()[1]
            yield f"ws://127.0.0.1:{here}"
            server.should_exit = True
            await running


async def test_sip_is_carried_both_ways_for_those_who_may(exchange: Exchange) -> None:
    async with pages_over(exchange) as address:
        async with connect(
            f"{address}/sip", subprotocols=SIP, additional_headers=SIGNED_IN
        ) as agent_phone:
            await agent_phone.send("REGISTER")
            heard = await agent_phone.recv()
            await agent_phone.send("bye")
            await agent_phone.recv()
            with pytest.raises(ConnectionClosed):
                await agent_phone.recv()
        with pytest.raises(InvalidStatus):
            await connect(f"{address}/sip", subprotocols=SIP)
        web_call = await exchange.channels.phones.admit_page(
            "13800000003", host="127.0.0.1"
        )
        async with connect(address + web_call.phone.ws, subprotocols=SIP) as page:
            await page.send(b"INVITE")
            echoed = await page.recv()
        with pytest.raises(InvalidStatus):
            await connect(f"{address}/sip/web-1?ticket=2", subprotocols=SIP)

    assert (heard, echoed) == ("REGISTER", b"INVITE")


async def test_a_browser_that_floods_the_switch_is_slowed_and_loses_nothing(
    exchange: Exchange,
) -> None:
    async with exchange.ground.work.system(HOME) as tx:
        rule = Limits(phone_messages_a_second=20)
        await exchange.ground.parameters.set(tx, rule, by=UserId("admin"))
    await exchange.ground.parameters.refresh()
    sent = [f"OPTIONS {number}" for number in range(50)]
    async with pages_over(exchange) as address:
        web_call = await exchange.channels.phones.admit_page(
            "13800000003", host="127.0.0.1"
        )
        async with connect(address + web_call.phone.ws, subprotocols=SIP) as page:
            began = monotonic()
            for message in sent:
                await page.send(message)
            echoed = [await page.recv() for _ in sent]

    assert echoed == sent
    assert monotonic() - began > 1.9
