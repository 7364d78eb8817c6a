"""The torture messages of RFC 4475: each is answered or dropped, and nothing breaks.

What is expected of each is in `torture/expected.toml`.
"""

import asyncio
import os
import re
import socket
import time
import tomllib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import pytest

from live.barrage import GATEWAY, STRANGER, SWITCH
from live.switchboard import Board, alone, program
from telephones import RealTelephones, caller, until, why_gone
from yingda.journey.channels.model import HangUp, LineRang

pytestmark = [pytest.mark.live]

FOLDER = Path(__file__).parent / "torture"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text())
PORT = 5060
"""The port that answers go to where a Via names none."""


@pytest.fixture(scope="module")
def tortured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    with alone():
        trunk = (f"{SWITCH}/32", f"{GATEWAY}/32")
        home = tmp_path_factory.mktemp("switch")
        made = asyncio.run(Board.start(home, trunk_addresses=trunk))
        try:
            yield made
        finally:
            asyncio.run(made.stop())


@pytest.fixture
async def people(tortured: Board) -> AsyncIterator[RealTelephones]:
    made = RealTelephones(tortured, ("", ""))
    await made.open()
    yield made
    await made.close()


def message(name: str, **instead: bytes) -> bytes:
    """As it is in the RFC, but that no two sendings are one transaction: many of its
    messages have the same branch."""
    raw = (FOLDER / f"{name}.sip").read_bytes()
    for old, new in instead.items():
        raw = raw.replace(old.encode(), new, 1)
    once = os.urandom(4).hex().encode()
    return re.sub(rb"branch=z9hG4bK(?=[-\w])", lambda found: found[0] + once, raw)


def call_id(raw: bytes) -> str:
    found = re.search(rb"(?im)^(?:call-id|i) *: *(.*?)\r?$", raw)
    return found[1].decode("latin-1") if found else ""


def answers(board: Board, host: str) -> Mapping[str, list[int]]:
    """What each message is answered, finally; whoever sends them has a port of SIP."""
    names = {call_id(message(name)): name for name in EXPECTED}
    told: defaultdict[str, set[int]] = defaultdict(set)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.bind((host, PORT))
        mouth.settimeout(0.05)
        for name in EXPECTED:
            mouth.sendto(message(name), (SWITCH, board.settings.sip_port))
            _read(mouth, told, seconds=0.05)
        _read(mouth, told, seconds=1)
    return {name: sorted(told[one]) for one, name in names.items()}


def _read(
    mouth: socket.socket, told: defaultdict[str, set[int]], *, seconds: float
) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            answer = mouth.recv(9000)
        except TimeoutError:
            continue
        code = int(answer.split(b" ", 2)[1])
        if code >= 200:
            told[call_id(answer)].add(code)


def test_all_messages_of_the_rfc_are_here_with_what_is_expected() -> None:
    assert {file.stem for file in FOLDER.glob("*.sip")} == set(EXPECTED)
    assert len(EXPECTED) == 49
    assert [name for name in EXPECTED if b"\r\n\r\n" not in message(name)] == []


async def test_each_message_of_the_trunk_gets_the_answer_that_is_expected(
    people: RealTelephones, tortured: Board
) -> None:
    pid = tortured.process.pid
    told = await asyncio.to_thread(answers, tortured, GATEWAY)

    assert told == {name: one["answers"] for name, one in EXPECTED.items()}
    await nothing_came_of_it(people, tortured, pid)


async def test_nobody_s_messages_are_asked_for_a_password_or_cannot_be_read(
    people: RealTelephones, tortured: Board
) -> None:
    pid = tortured.process.pid
    told = await asyncio.to_thread(answers, tortured, STRANGER)

    odd = {name: codes for name, codes in told.items() if set(codes) - {401, 400}}
    assert odd == {"wsinv": [481], "unksm2": [416]}
    assert sum(codes == [401] for codes in told.values()) > 20
    await nothing_came_of_it(people, tortured, pid)


@pytest.mark.parametrize("name", ["longreq", "esc01", "lwsstart"])
async def test_a_strange_request_for_the_hotline_is_a_call(
    people: RealTelephones, tortured: Board, name: str
) -> None:
    user = b"INVITE  sip:" if name == "lwsstart" else b"INVITE sip:"
    old = message(name).split(b" SIP/2.0", 1)[0].rstrip()
    # Without a branch it is the name of the call that makes it another transaction.
    raw = message(
        name,
        **{old.decode(): user + b"96766@example.net", "longcallid": b"longercallid"},
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.bind((GATEWAY, PORT))
        mouth.sendto(raw, (SWITCH, tortured.settings.sip_port))
        rang = await until(people, LineRang)
        await people.switch.do(HangUp(line_id=rang.line_id))
        await why_gone(people, rang.line_id)


async def nothing_came_of_it(
    people: RealTelephones, board: Board, pid: int | None
) -> None:
    """It is the same switch, has no line, registered nobody, and takes the next call."""
    assert [one for one in people.signals if isinstance(one, LineRang)] == []
    assert board.process.pid == pid
    assert "0 active channels" in board.ask("core show channels count")
    assert "No objects found" in board.ask("pjsip show contacts")
    await caller(people)
