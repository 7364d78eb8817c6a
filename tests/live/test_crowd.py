"""kill -9 with a hundred talks and a hundred in the queue (NF-07): nobody is dropped."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from live.crowd import Crowd, crowded
from live.switchboard import alone, program
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.long, pytest.mark.row("NF-07")]

SIZE = int(os.environ.get("YINGDA_TEST_CROWD", "100"))
PACKETS = 50
"""A second, each way."""
SECONDS = 6.0


def test_a_hundred_talks_and_a_hundred_in_the_queue_outlive_every_process(
    tmp_path: Path,
) -> None:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    with alone(), crowded(tmp_path, SIZE) as crowd:
        crowd.call()
        until(lambda: len(crowd.queue()) == 2 * SIZE, seconds=240, what="full queue")
        for name in crowd.names[:SIZE]:
            crowd.be_ready(name)
        until(lambda: len(crowd.talks()) == SIZE, seconds=120, what="hundred talks")
        talks, waiting = crowd.talks(), crowd.queue()
        assert len(waiting) == SIZE

        for victim in ("floor", "work", "count", "run"):
            until(crowd.centre.is_whole, seconds=60, what="spare")
            _kill(crowd, victim, list(talks))
            assert crowd.talks() == talks
            assert crowd.queue() == waiting
            assert crowd.ended() == 0
        crowd.be_ready(crowd.names[SIZE])
        until(lambda: len(crowd.talks()) == SIZE + 1, seconds=20, what="next talk")
        (served,) = set(crowd.talks().values()) - set(talks.values())
        assert served == waiting[0][0], "the first in the queue is served first"


@dataclass(frozen=True)
class Flow:
    """Shares of the packets that should have passed a caller's line, each way."""

    mean: float
    least: float

    def __str__(self) -> str:
        return f"{self.mean:.0%} of all packets, {self.least:.0%} at the worst line"


def _flow(crowd: Crowd, lines: list[str], does: Callable[[], object]) -> Flow:
    before = {line: (time.monotonic(), crowd.packets(line)) for line in lines}
    does()
    time.sleep(SECONDS)
    shares = []
    for line, (began, then) in before.items():
        now = crowd.packets(line)
        wanted = PACKETS * (time.monotonic() - began)
        shares += [(now[way] - then[way]) / wanted for way in (0, 1)]
    return Flow(sum(shares) / len(shares), min(shares))


def _kill(crowd: Crowd, victim: str, lines: list[str]) -> None:
    """Every caller goes on to speak and to be spoken to, as much as just before: two
    cores that play six hundred streams may be late without any crash."""
    calm = _flow(crowd, lines, lambda: None)
    crash = _flow(crowd, lines, lambda: crowd.centre.kill(victim))
    print(f"kill -9 {victim:5}: {crash}; before: {calm}", flush=True)
    if victim == "run":
        crowd.centre.start(patience=180)
    assert crash.mean >= 0.8 * calm.mean
    assert crash.least >= 0.5 * calm.least
