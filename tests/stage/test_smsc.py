"""The link to a message centre and the one that ships with us, unit by unit."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from builders import NOON
from builders_texts import SERVICE, carrier, until
from yingda.journey.channels.adapters.smpp import words
from yingda.journey.channels.adapters.smpp.client import SmppCarrier
from yingda.journey.channels.adapters.smpp.pdu import (
    Command,
    Pdu,
    Status,
    encode,
    receive,
)
from yingda.journey.channels.adapters.smpp.stub import StubCentre
from yingda.journey.channels.core.pieces import pieces
from yingda.journey.channels.model.texts import (
    News,
    NotSent,
    Part,
    Receipt,
    Received,
    Refused,
    Taken,
    Unsure,
)
from yingda.kernel.ids import TextId

ROOT = Path(__file__).parents[2]
FAST = 1000.0
TO = "13800000001"


def part(text: str = "您好", to: str = TO, name: str = "t") -> Part:
    (piece,) = pieces(text)
    return Part(
        text_id=TextId(name),
        number=1,
        total=1,
        reference=1,
        to=to,
        alphabet=piece.alphabet,
        data=piece.data,
        lasts=timedelta(hours=1),
    )


@asynccontextmanager
async def linked(link: SmppCarrier) -> AsyncIterator[list[News]]:
    """What the centre tells meanwhile; bound from the beginning."""
    told: list[News] = []

    async def hear(news: News) -> None:
        told.append(news)

    running = asyncio.ensure_future(link.run(hear))
    await until(lambda: link.is_bound or running.done())
    try:
        yield told
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture
async def stub() -> AsyncIterator[StubCentre]:
    made = StubCentre(now=lambda: NOON)
    async with made.serving(lines_port=0):
        made.behaviour.password = "secret"
        yield made


def to_stub(stub: StubCentre, **settings: float) -> SmppCarrier:
    return carrier(stub.port, password="secret", **settings)


async def test_who_has_the_wrong_password_is_not_bound(stub: StubCentre) -> None:
    link = carrier(stub.port, password="guess")
    with pytest.raises(ConnectionError):
        await link.run(_nobody)

    assert not link.is_bound
    assert stub.refused == 1


async def _nobody(news: News) -> None:
    """Nobody hears it."""


async def test_without_a_link_nothing_is_sent(stub: StubCentre) -> None:
    assert await to_stub(stub).submit(part(), a_second=FAST) == NotSent()


async def test_no_more_than_a_window_waits_for_answers(stub: StubCentre) -> None:
    stub.behaviour.slow = 0.2
    link = to_stub(stub, window=3)
    async with linked(link), asyncio.TaskGroup() as tasks:
        for number in range(6):
            tasks.create_task(link.submit(part(name=f"{number}"), a_second=FAST))
        await until(lambda: len(stub.kept) == 3)
        stub.behaviour.slow = 0
    assert stub.most_at_once == 3
    assert len(stub.kept) == 6


async def test_the_pace_is_kept(stub: StubCentre) -> None:
    link = to_stub(stub)
    loop = asyncio.get_running_loop()
    async with linked(link):
        began = loop.time()
        for _ in range(6):
            await link.submit(part(), a_second=20.0)
    assert loop.time() - began >= 0.25


async def test_a_link_that_ends_under_way_leaves_its_parts_unsure(
    stub: StubCentre,
) -> None:
    stub.behaviour.loses_answers = True
    link = to_stub(stub)
    async with linked(link):
        going = asyncio.ensure_future(link.submit(part(), a_second=FAST))
        await until(lambda: bool(stub.kept))
        for session in list(stub.sessions):
            session.hang_up()
        assert await going == Unsure()
        await until(lambda: not link.is_bound)


async def test_what_cannot_be_kept_is_brought_again(stub: StubCentre) -> None:
    told: list[News] = []

    async def hear(news: News) -> None:
        told.append(news)
        if len(told) < 3:
            raise OSError("the database is away")

    link = to_stub(stub)
    running = asyncio.ensure_future(link.run(hear))
    await until(lambda: link.is_bound)
    stub.write(f"86{TO}", SERVICE, "CX")
    await until(lambda: not stub.outstanding)
    running.cancel()
    await asyncio.wait([running])

    assert told == [Received(number=f"86{TO}", words="CX")] * 3


async def test_a_centre_that_says_nothing_any_more_is_left(stub: StubCentre) -> None:
    link = to_stub(stub, looks_every=0.05, answer_within=0.2)
    async with linked(link):
        stub.behaviour.is_mute = True
        await until(lambda: not link.is_bound)


async def test_a_part_that_no_unit_can_carry_is_refused(stub: StubCentre) -> None:
    link = to_stub(stub)
    async with linked(link):
        answer = await link.submit(part(to="1" * 30), a_second=FAST)
        assert answer == Refused("unsendable", is_lasting=True)
        assert isinstance(await link.submit(part(), a_second=FAST), Taken)


async def test_receipts_and_texts_are_heard_in_their_order(stub: StubCentre) -> None:
    link = to_stub(stub)
    async with linked(link) as told:
        taken = await link.submit(part(), a_second=FAST)
        assert isinstance(taken, Taken)
        stub.write(f"86{TO}", SERVICE, "第一")
        stub.write(f"86{TO}", SERVICE, "第二")
        await until(lambda: len(told) == 3)
    assert told == [
        Receipt(centre_id=taken.centre_id, is_delivered=True, why="receipt-delivrd"),
        Received(number=f"86{TO}", words="第一"),
        Received(number=f"86{TO}", words="第二"),
    ]


# --- a centre that speaks wrongly -----------------------------------------------------


@asynccontextmanager
async def wrong(said: bytes) -> AsyncIterator[SmppCarrier]:
    """A centre that binds, and then says this."""
    heard: list[Pdu] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bind = await receive(reader)
        answer = Pdu(command=Command.BIND_TRANSCEIVER_RESP, sequence=bind.sequence)
        writer.write(encode(answer) + said)
        try:
            while True:
                heard.append(await receive(reader))
        except EOFError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    link = carrier(server.sockets[0].getsockname()[1], answer_within=0.2)
    running = asyncio.ensure_future(link.run(_nobody))
    try:
        await until(lambda: link.is_bound or running.done())
        yield link
    finally:
        server.close()
        running.cancel()
        await asyncio.wait([running])


async def test_a_unit_of_no_length_ends_the_link() -> None:
    async with wrong(bytes(16)) as link:
        await until(lambda: not link.is_bound)


async def test_a_unit_that_nobody_knows_is_refused_and_the_link_stays() -> None:
    unknown = bytes.fromhex("00000010 00000103 00000000 00000007")
    unbind = encode(Pdu(command=Command.UNBIND, sequence=8))
    cut = bytes.fromhex("00000012 00000005 00000000 00000009 0000")
    async with wrong(unknown + cut) as link:
        await link.submit(part(), a_second=FAST)
        assert link.is_bound
    async with wrong(unknown + unbind) as link:
        await until(lambda: not link.is_bound)


async def test_bytes_that_are_no_smpp_are_cut_off_by_our_centre(
    stub: StubCentre,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stub.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await asyncio.wait_for(reader.read(), 20) == b""
    writer.close()


async def test_whoever_is_not_bound_may_not_send(stub: StubCentre) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", stub.port)
    body = words.message(part(), SERVICE)
    writer.write(encode(Pdu(command=Command.SUBMIT_SM, sequence=1, body=body)))
    answer = await asyncio.wait_for(receive(reader), 20)
    writer.close()

    assert answer.status == Status.WRONG_STATE
    assert not stub.kept


# --- on the command line --------------------------------------------------------------


async def test_the_message_centre_runs_as_a_program_of_its_own() -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "yingda.app.cli", "stubs", "smsc"),
        *("--port", "0", "--lines-port", "0", "--twice", "--fails", "1$"),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    assert program.stdout is not None
    try:
        async with asyncio.timeout(60):
            first = (await program.stdout.readline()).decode()
            port, lines = (
                int(one.rpartition(":")[2]) for one in first.strip().split(", lines")
            )
            link = carrier(port)
            async with linked(link) as told:
                await link.submit(part("工单已派单"), a_second=FAST)
                await until(lambda: len(told) == 2)
                said = await _lines(lines, f"write 86{TO} {SERVICE} 查询\ntexts\n", 3)
                await until(lambda: len(told) == 3)
            second = (await program.stdout.readline()).decode()
        program.terminate()
        assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()

    assert second == f"86{TO}\t1/1\t工单已派单\n"
    assert [msgspec.json.decode(one) for one in said[1:2]] == [
        {"to": f"86{TO}", "words": "工单已派单"}
    ]
    assert [type(one) for one in told] == [Receipt, Receipt, Received]
    assert not any(one.is_delivered for one in told if isinstance(one, Receipt))


async def _lines(port: int, said: str, wanted: int) -> list[bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said.encode())
    answer = [await reader.readline() for _ in range(wanted)]
    writer.close()
    return answer
