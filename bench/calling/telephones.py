"""SIPp: one for all callers of a round, one for all agents."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.calling.centre import BenchCentre, free_port

HERE = Path(__file__).parent
SECOND = bytes.fromhex("34212134b4a1a1b4") * 1_000
"""A kilohertz in A-law."""
PATIENCE = 30.0
"""Seconds after the last talk in which a round must come to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    rate: float
    """Calls a second, as long as fewer than `at_once` are up."""
    at_once: int
    seconds: float
    talk_seconds: float


def _sipp(centre: BenchCentre, scenario: str, *words: str) -> "subprocess.Popen[bytes]":
    folder = centre.folder
    (folder / "second.alaw").write_bytes(SECOND)
    with (folder / f"{scenario}.out").open("wb") as out:
        return subprocess.Popen(
            [
                *("sipp", *words, "-sf", str(HERE / f"{scenario}.xml")),
                *("-i", "127.0.0.1", "-nostdin", "-rtp_threadtasks", "50"),
                *("-trace_err", "-error_file", str(folder / f"{scenario}.err")),
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            env=os.environ | {"TERM": "dumb"},
        )


@contextmanager
def answering(centre: BenchCentre) -> Iterator[None]:
    agents = _sipp(centre, "agent", "-p", str(centre.telephones_port), "-mp", "20000")
    try:
        yield
    finally:
        agents.kill()
        agents.wait()


async def call(centre: BenchCentre, called: str, load: Load) -> int:
    """Calls for as long as the load says, and lets all talks end; how many were begun."""
    numbers = centre.folder / "numbers.csv"
    counts = centre.folder / "counts.csv"
    counts.unlink(missing_ok=True)
    sipp = _sipp(
        centre,
        "caller",
        f"127.0.0.1:{centre.settings.trunk_port}",
        *("-s", called, "-inf", str(numbers), "-p", str(free_port(socket.SOCK_DGRAM))),
        *("-r", str(load.rate), "-l", str(load.at_once), "-mp", "26000"),
        *("-m", str(round(load.rate * load.seconds))),
        *("-d", str(round(load.talk_seconds * 1000))),
        *("-trace_stat", "-stf", str(counts), "-fd", "1"),
    )
    try:
        ended = asyncio.ensure_future(asyncio.to_thread(sipp.wait))
        done, _ = await asyncio.wait([ended], timeout=load.seconds)
        if not done:
            # No new calls; those that are up go on to their end.
            sipp.send_signal(signal.SIGUSR1)
            await asyncio.wait([ended], timeout=load.talk_seconds + PATIENCE)
    finally:
        if sipp.poll() is None:
            sipp.kill()
        await ended
    return _created(counts)


def _created(counts: Path) -> int:
    names, *_, last = counts.read_text().splitlines()
    return int(
        dict(zip(names.split(";"), last.split(";"), strict=False))["TotalCallCreated"]
    )
