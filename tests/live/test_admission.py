"""SIP takes only the trunk's addresses and admitted telephones, and tells nobody more."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from live.sip_socket import SipSocket, headers
from live.switchboard import Board
from telephones import RealTelephones, after, ring, until, why_gone
from yingda.journey.channels.model import (
    Door,
    Gone,
    LineRang,
    LineRinging,
    Number,
    Phone,
    Refuse,
    Refused,
)

pytestmark = [pytest.mark.live]


@pytest.fixture
async def people(board: Board) -> AsyncIterator[RealTelephones]:
    made = RealTelephones(board, ("", ""))
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def browser(board: Board) -> AsyncIterator[SipSocket]:
    socket = await SipSocket.open(board.settings.http)
    yield socket
    await socket.close()


def desk(name: str, password: str = "right") -> Phone:
    return Phone(name=name, password=password, is_agent=True)


async def test_an_admitted_telephone_registers_until_it_is_dismissed(
    people: RealTelephones, browser: SipSocket
) -> None:
    await people.switch.admit(desk("desk-1"))
    assert await browser.register("desk-1", "wrong") in (401, 403)
    assert await browser.register("desk-1", "right") == 200
    await people.switch.admit(desk("desk-1", "newer"))
    assert await browser.register("desk-1", "right") in (401, 403)
    assert await browser.register("desk-1", "newer") == 200
    await people.switch.dismiss("desk-1")
    assert await browser.register("desk-1", "newer") in (401, 403)


async def test_a_known_and_an_unknown_name_get_the_same_answers(
    people: RealTelephones, browser: SipSocket
) -> None:
    await people.switch.admit(desk("desk-2"))
    for asks in (
        browser.register,
        lambda name, word: browser.call(name, word, "96766"),
    ):
        answers = [
            (await asks(name, None), await asks(name, "wrong"))
            for name in ("desk-2", "nobody-knows-me")
        ]
        assert answers[0] == answers[1]
        assert answers[0][0] == 401
    await people.wait(0.3)
    assert not [signal for signal in people.signals if isinstance(signal, LineRang)]


async def test_a_caller_s_page_calls_the_hotline_under_its_number_and_nothing_else(
    people: RealTelephones, browser: SipSocket
) -> None:
    page = Phone(
        name="page-1", password="right", is_agent=False, caller=Number("13955556666")
    )
    await people.switch.admit(page)
    assert await browser.register("page-1", "right") == 200
    assert await browser.call("page-1", "right", "10086") == 404
    calling = asyncio.ensure_future(browser.call("page-1", "right", "96766"))
    rang = await until(people, LineRang)
    assert (rang.caller, rang.called, rang.door) == ("13955556666", "96766", Door.WEB)
    assert rang.account == "page-1"
    calling.cancel()


async def test_an_agent_s_telephone_may_not_call(
    people: RealTelephones, browser: SipSocket
) -> None:
    await people.switch.admit(desk("desk-3"))
    for number in ("96766", "13900000000", "+8613900000000"):
        start = len(people.signals)
        dialling = asyncio.ensure_future(browser.call("desk-3", "right", number))
        rang = await after(people, start, LineRang)
        assert (rang.door, rang.account) == (Door.DESK, "desk-3")
        await people.switch.do(Refuse(line_id=rang.line_id, why=Refused.FORBIDDEN))
        assert await dialling == 403
    assert await browser.call("desk-3", "right", "agent-a1001") == 404


async def test_a_registered_telephone_is_rung_with_the_masked_number_and_the_headers(
    people: RealTelephones, browser: SipSocket
) -> None:
    await people.switch.admit(desk("desk-4"))
    assert await browser.register("desk-4", "right") == 200
    order = ring("desk-4", contact="c-77")
    await people.switch.do(order)
    invitation = await browser.hears()
    assert invitation.startswith("INVITE")
    assert headers(invitation, "X-Yingda-Contact") == ["c-77"]
    assert "139****0001" in headers(invitation, "From")[0]
    assert "UDP/TLS/RTP/SAVPF" in invitation
    await browser.answer(invitation, "180 Ringing")
    await until(people, LineRinging, line_id=order.line_id)
    await browser.answer(invitation, "603 Decline")
    assert await why_gone(people, order.line_id) is Gone.DECLINED


async def test_only_the_trunk_s_addresses_may_call_without_a_password(
    tmp_path: Path,
) -> None:
    board = await Board.start(tmp_path, trunk_addresses=("10.9.8.0/24",))
    people = RealTelephones(board, ("", ""))
    try:
        await people.open()
        await people.dial("13900001111")
        await people.wait(1.5)
        assert not [signal for signal in people.signals if isinstance(signal, LineRang)]
        (refused,) = board.folder.glob("caller-*.log.err")
        assert "401 Unauthorized" in refused.read_text()
    finally:
        await people.close()
        await board.stop()


def test_everything_listens_on_loopback_only(board: Board) -> None:
    links = Path(f"/proc/{board.process.pid}/fd").iterdir()
    sockets = {os.readlink(link) for link in links}
    elsewhere = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            host, port = fields[1].split(":")
            is_ours = f"socket:[{fields[9]}]" in sockets
            if is_ours and host != "0100007F":
                elsewhere.append((table, int(port, 16)))
    # Names are asked of the name server from one socket for each family.
    assert {table for table, _ in elsewhere} <= {"udp", "udp6"}
    assert len(elsewhere) <= 2
    taken = {board.settings.sip_port, board.settings.http_port}
    assert not {port for _, port in elsewhere} & taken
