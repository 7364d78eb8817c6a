"""Nobody learns who is there: whoever is asked about is answered the same, as quickly.

A telephone that exists and one that does not, with no password and with a wrong one, on
every way in: nobody's address, a browser's socket, and the trunk's address.
"""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from random import Random

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from live.barrage import STRANGER, SWITCH, request
from live.switchboard import Board
from telephones import RealTelephones
from yingda.journey.channels.model import Phone

pytestmark = [pytest.mark.live]

METHODS = ("REGISTER", "INVITE", "OPTIONS")
KNOWN, MISSING = "agent-a1001", "agent-z9009"
TIMES = 100
TRUNK = SWITCH
"""The switch of these tests takes its own address for the trunk's."""
PER_CALL = ("branch", "tag", "nonce", "opaque", "rport")
WRONG = (
    'Authorization: Digest username="{name}", realm="asterisk", nonce="{nonce}",'
    ' uri="sip:x", response="00000000000000000000000000000000", algorithm=MD5'
)


class Way:
    """One way in, and who stands there."""

    def __init__(
        self,
        transport: str,
        host: str,
        port: int,
        send: Callable[[bytes], Awaitable[object]],
        receive: Callable[[], Awaitable[str]],
    ) -> None:
        self.is_trusted = host == TRUNK
        self._place = (transport, host, port)
        self._send = send
        self._receive = receive

    async def ask(self, method: str, name: str, *more: str) -> tuple[str, float]:
        """The final answer, and after how many seconds it came."""
        transport, host, port = self._place
        message = request(method, name, name, host=host, port=port, more=more)
        message = message.replace(b"SIP/2.0/UDP", f"SIP/2.0/{transport}".encode(), 1)
        (call_id,) = re.findall(r"Call-ID: (\w+)", message.decode())
        began = time.perf_counter()
        await self._send(message)
        while True:
            # One that was told before comes again, because nobody has acknowledged it.
            answer = await self._receive()
            if f"Call-ID: {call_id}" in answer and not answer.startswith("SIP/2.0 1"):
                return answer, time.perf_counter() - began

    async def nonce(self) -> str:
        answer, _ = await self.ask("REGISTER", "anybody")
        found = re.search(r'nonce="(.*?)"', answer)
        return found[1] if found else ""


@pytest.fixture
async def people(board: Board) -> AsyncIterator[RealTelephones]:
    made = RealTelephones(board, ("", ""))
    await made.open()
    await made.switch.admit(Phone(name=KNOWN, password="right", is_agent=True))
    yield made
    await made.close()


@pytest.fixture(params=["stranger", "browser", "trunk"])
async def way(
    request: pytest.FixtureRequest, board: Board, people: RealTelephones
) -> AsyncIterator[Way]:
    if request.param == "browser":
        address = board.settings.http.replace("http", "ws") + "/ws"
        async with connect(address, subprotocols=[Subprotocol("sip")]) as browser:

            async def said() -> str:
                return str(await browser.recv())

            async def say(message: bytes) -> None:
                await browser.send(message.decode())

            yield Way("WS", "x.invalid", 9, say, said)
        return
    host = STRANGER if request.param == "stranger" else TRUNK
    loop, to = asyncio.get_running_loop(), (SWITCH, board.settings.sip_port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        mouth.bind((host, 0))
        mouth.setblocking(False)

        async def heard() -> str:
            return (await loop.sock_recv(mouth, 9000)).decode()

        async def tell(message: bytes) -> None:
            await loop.sock_sendto(mouth, message, to)

        yield Way("UDP", host, mouth.getsockname()[1], tell, heard)


def plain(answer: str, name: str) -> str:
    """Without what differs from answer to answer."""
    for word in PER_CALL:
        answer = re.sub(rf'{word}="?[^";\r,]*', word, answer)
    return re.sub(r"Call-ID: \w+", "Call-ID", answer).replace(name, "somebody")


def quicker(some: Sequence[float], others: Sequence[float]) -> float:
    """How likely one of these took longer than one of the others: a half by chance."""
    longer = sum((one > other) + (one == other) / 2 for one in some for other in others)
    return longer / len(some) / len(others)


@pytest.mark.parametrize("method", METHODS)
async def test_who_is_there_and_who_is_not_get_the_same_answer(
    way: Way, method: str
) -> None:
    tries = ["X-None: none"]
    if not way.is_trusted:
        tries.append(WRONG.replace("{nonce}", await way.nonce()))
    for more in tries:
        answers = []
        for name in (KNOWN, MISSING):
            answer, _ = await way.ask(method, name, more.replace("{name}", name))
            answers.append(plain(answer, name))
        assert answers[0] == answers[1]
        assert way.is_trusted or answers[0].startswith("SIP/2.0 401")


@pytest.mark.parametrize("method", METHODS)
async def test_the_time_that_an_answer_takes_tells_nothing(
    way: Way, method: str
) -> None:
    chance = Random(method)
    took: dict[str, list[float]] = {KNOWN: [], MISSING: []}
    for _ in range(TIMES):
        for name in chance.sample(sorted(took), 2):
            _, seconds = await way.ask(method, name)
            took[name].append(seconds)

    share = quicker(took[KNOWN], took[MISSING])
    print(f"{method}: who is there took longer in {share:.0%} of all pairs", flush=True)
    assert 0.3 < share < 0.7
