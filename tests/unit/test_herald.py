"""What many are shown alike: composed once, and kept for nobody who is slow."""

import json

from msgspec import Struct

from yingda.app.screens.herald import Herald
from yingda.kernel.org import NotAllowed
from yingda.platform.http.wire import frame, send


class News(Struct, frozen=True, tag=True):
    number: int


class Reader:
    """A wire that takes what it is offered, unless it is told not to."""

    def __init__(self) -> None:
        self.took: list[bytes] = []
        self.is_slow = False

    def offer(self, framed: bytes) -> bool:
        if not self.is_slow:
            self.took.append(framed)
        return not self.is_slow

    async def clear(self) -> None:
        self.is_slow = False

    def numbers(self) -> list[int]:
        return [json.loads(one[2:])["number"] for one in self.took]


class Source:
    def __init__(self) -> None:
        self.asked = 0

    async def compose(self) -> News:
        self.asked += 1
        return News(self.asked)


async def test_what_many_read_is_composed_and_framed_once() -> None:
    herald, source, readers = Herald(), Source(), [Reader() for _ in range(300)]
    with herald.tells("queues", source.compose, readers[0]):
        for reader in readers[1:]:
            herald.tells("queues", source.compose, reader).__enter__()
        await herald.beat()

    assert source.asked == 1
    assert len({id(one) for reader in readers for one in reader.took}) == 1


async def test_a_slow_reader_gets_the_newest_next_and_nothing_old() -> None:
    herald, source, slow, quick = Herald(), Source(), Reader(), Reader()
    with (
        herald.tells("queues", source.compose, slow),
        herald.tells("queues", source.compose, quick),
    ):
        slow.is_slow = True
        for _ in range(3):
            await herald.beat()
        slow.is_slow = False
        await herald.beat()

    assert quick.numbers() == [1, 2, 3, 4]
    assert slow.numbers() == [4]


async def test_a_topic_that_fails_holds_up_no_other_and_is_told_again() -> None:
    herald, source, reader, other = Herald(), Source(), Reader(), Reader()
    is_away = True

    async def board() -> News:
        if is_away:
            raise NotAllowed("board.watch")
        return News(7)

    with (
        herald.tells("board", board, other),
        herald.tells("queues", source.compose, reader),
    ):
        await herald.beat()
        is_away = False
        await herald.beat()

    assert reader.numbers() == [1, 2]
    assert other.numbers() == [7]


async def test_nobody_is_told_after_they_have_left() -> None:
    herald, source, reader = Herald(), Source(), Reader()
    with herald.tells("queues", source.compose, reader):
        pass
    await herald.beat()

    assert source.asked == 0


async def test_a_message_of_ones_own_waits_until_the_rest_was_taken() -> None:
    reader = Reader()
    reader.is_slow = True
    await send(reader, News(5))

    assert reader.numbers() == [5]


def test_a_message_of_any_length_is_framed_as_the_protocol_wants() -> None:
    class Text(Struct, frozen=True):
        text: str

    for size, head in ((5, 2), (200, 4), (70_000, 10)):
        framed = frame(Text("x" * size))
        assert framed[0] == 0x81
        assert json.loads(framed[head:]) == {"text": "x" * size}
        told = framed[1] if head == 2 else int.from_bytes(framed[2:head], "big")
        assert told == len(framed) - head
