"""How the parties are told what to do: a line of JSON each way."""

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

Words = dict[str, Any]


class Party:
    """A process of its own, asked one thing at a time."""

    def __init__(self, module: str, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def ask(self, what: str, **more: object) -> Words:
        self.tell(what, **more)
        return self.answer()

    def tell(self, what: str, **more: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"what": what, **more}).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self) -> Words:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "a party has left"
        found: Words = json.loads(line)
        return found

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


async def listen(do: Callable[[Words], Awaitable[Words]]) -> None:
    """Until there is nobody any more who asks."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin.buffer
    )
    while line := await lines.readline():
        answer = await do(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def run(main: Callable[[], Awaitable[None]]) -> None:
    """Each has two thousand sockets."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def start() -> None:
        await main()

    uvloop.run(start())
