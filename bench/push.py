"""What it costs to keep a thousand desks up to date, beside a bare frame sender.

Once a second each of 1,000 open desks is shown the queues, and 25 of them a snapshot of
their own, because their state changed (a thousand agents with a call every four minutes
change theirs about so often; what a screen pop takes besides is `pop`'s). Half a second
later a bare sender writes the same bytes to as many sockets of the same readers, who are
a process of their own. The time runs from the moment at which there is something to show
until each page has read it; of a round's times the p99 is taken, and of all rounds the
one in the middle. Processor time is that of each sender's whole process, with all that
open pages cost it: composing, pings, sessions looked up.

In every second block of rounds somebody more has a desk open and reads nothing.
"""

import asyncio
import tempfile
import time
from base64 import b64decode
from pathlib import Path
from statistics import median

from bench.result import conditions, quantile, show
from bench.wires.control import Party
from yingda.app.editions import address, keys, make_database, postgres
from yingda.app.settings import Settings
from yingda.platform.embedded.clock import SystemClock
from yingda.platform.sql.migrate import make_months

DESKS, SOME = 1_000, 25
BLOCKS, ROUNDS, WARM = 20, 4, 5
"""Blocks with somebody stalled and without by turns, rounds in each, rounds before."""
PERIOD = 1.0


class Push:
    def __init__(self, ours: Party, bare: Party, readers: Party) -> None:
        self._ours, self._bare, self._readers = ours, bare, readers
        self._first = 0
        self._next = time.monotonic()
        self.lost = 0

    def open(self) -> None:
        ours, bare = self._ours.ask("open"), self._bare.ask("open")
        *cookies, self._slow = ours["cookies"]
        self._port = ours["port"]
        for arm, port in (("ours", ours["port"]), ("bare", bare["port"])):
            self._readers.ask("connect", arm=arm, port=port, cookies=cookies)
        time.sleep(3)  # noqa: TID251  # the first snapshots are read
        self._readers.ask("arrived", arm="ours", wanted=0)

    def take_payload(self) -> None:
        """The bare sender gets what the pages were shown."""
        self._ours.ask("round", first=0, some=DESKS)
        self._readers.ask("arrived", arm="ours", wanted=2 * DESKS)
        last = self._readers.ask("last")["last"]
        (queues,) = {
            framed
            for kinds in last
            for framed in kinds.values()
            if b"QueuesNow" in b64decode(framed)
        }
        some = [
            framed
            for kinds in last[:SOME]
            for framed in kinds.values()
            if b"DeskNow" in b64decode(framed)
        ]
        self.sizes = len(b64decode(queues)), len(b64decode(some[0]))
        self._bare.ask("payload", all=queues, some=some)

    def stall(self) -> None:
        """More than its buffers hold is to be written to somebody who reads nothing."""
        self._readers.ask("stall", port=self._port, cookie=self._slow)
        self._ours.ask("fill", number=DESKS, times=150)

    def leave(self) -> None:
        self._readers.ask("leave")

    def round(self) -> tuple[float, float]:
        """The p99 of ours and of the bare sender's, in milliseconds."""
        self._first = (self._first + SOME) % DESKS
        found = []
        for arm, party in (("ours", self._ours), ("bare", self._bare)):
            self._next += PERIOD / 2
            time.sleep(max(0.0, self._next - time.monotonic()))  # noqa: TID251  # the pace is real
            start = party.ask("round", first=self._first, some=SOME)["start"]
            wanted = DESKS + SOME
            told = self._readers.ask("arrived", arm=arm, wanted=wanted)["arrivals"]
            self.lost += wanted - len(told)
            found.append(quantile([at - start for at in told], 0.99) * 1e3)
        return found[0], found[1]

    def cpu(self) -> tuple[float, float]:
        return self._ours.ask("cpu")["cpu"], self._bare.ask("cpu")["cpu"]


def measure(folder: Path) -> None:
    ours = Party("bench.wires.ours", str(folder), str(DESKS + 1))
    bare, readers = Party("bench.wires.bare"), Party("bench.wires.readers")
    try:
        push = Push(ours, bare, readers)
        push.open()
        push.take_payload()
        for _ in range(WARM):
            push.round()
        times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        spent = [0.0, 0.0]
        push.lost = 0
        for block in range(BLOCKS):
            is_stalled = bool(block % 2)
            if is_stalled:
                push.stall()
            before = push.cpu()
            times[is_stalled] += [push.round() for _ in range(ROUNDS)]
            if is_stalled:
                push.leave()
            else:
                after = push.cpu()
                spent = [
                    a + b - c for a, b, c in zip(spent, after, before, strict=True)
                ]
    finally:
        for party in (readers, bare, ours):
            party.end()
    report(push, times, spent)


def report(
    push: Push, times: dict[bool, list[tuple[float, float]]], spent: list[float]
) -> None:
    plain, stalled = times[False], times[True]
    ours, bare = (median(one[arm] for one in plain) for arm in (0, 1))
    figures = {
        "cpu_ratio": spent[0] / spent[1],
        "p99_ratio": ours / bare,
        "stall_effect": median(one[0] for one in stalled) / ours - 1,
        # By how much the bare sender's moved meanwhile, whom nothing of ours can stall.
        "stall_effect_bare": median(one[1] for one in stalled) / bare - 1,
        "ours_p99_ms": ours,
        "bare_p99_ms": bare,
        "ours_worst_p99_ms": max(one[0] for one in plain),
        "bare_worst_p99_ms": max(one[1] for one in plain),
        "stalled_p99_ms": median(one[0] for one in stalled),
        "ours_cpu_ms_a_second": spent[0] / len(plain) / PERIOD * 1e3,
        "bare_cpu_ms_a_second": spent[1] / len(plain) / PERIOD * 1e3,
        "lost": push.lost,
    }
    ok = (
        figures["cpu_ratio"] <= 2.5
        and figures["p99_ratio"] <= 1.5
        and figures["stall_effect"] < 0.1
        and push.lost == 0
    )
    said = conditions(
        sockets=DESKS,
        snapshots_a_second=SOME,
        bytes="/".join(str(size) for size in push.sizes),
        rounds=len(plain),
    )
    show("push", figures, said, ok=ok)


async def found(settings: Settings) -> None:
    own = keys(settings)
    await make_database(settings, own)
    await make_months(address(settings, own), SystemClock().now().date())


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="yb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings = Settings(data=folder)
        server = postgres(settings, keys(settings))
        assert server is not None
        server.start()
        try:
            asyncio.run(found(settings))
            measure(folder)
        finally:
            server.stop()
