"""A process that dies is replaced at once by the spare that was loaded before."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import yingda
from yingda.app import children
from yingda.app.children import Child

PROGRAM = """
import time
from yingda.app.children import wait_if_spare
if wait_if_spare():
    time.sleep(60)
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.setattr(children, "CALM_AFTER", 0.0)
    made = Child(
        name="sleeper",
        command=[sys.executable, "-c", PROGRAM],
        pids=tmp_path,
        logs=tmp_path,
        environment={"PYTHONPATH": str(Path(yingda.__path__[0]).parent)},
        has_spare=True,
    )
    made.start()
    wait(lambda: made.pid() is not None)
    yield made
    made.stop()


def spare_of(child: Child) -> subprocess.Popen[bytes]:
    assert child.tend() is False
    assert child._spare is not None
    return child._spare


def wait(fact: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not fact():
        assert time.monotonic() < until
        time.sleep(0.01)  # noqa: TID251 - a real process


def test_the_spare_takes_the_place_of_one_that_was_killed(child: Child) -> None:
    spare, pid = spare_of(child), child.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    wait(child.tend)

    wait(lambda: child.pid() == spare.pid)
    assert spare_of(child).pid != spare.pid


def test_a_spare_that_died_too_is_no_obstacle(child: Child) -> None:
    spare, pid = spare_of(child), child.pid()
    assert pid is not None
    spare.kill()
    spare.wait()
    os.kill(pid, signal.SIGKILL)

    wait(child.tend)

    wait(lambda: child.pid() is not None)
    assert child.pid() not in (pid, spare.pid)


def test_a_spare_goes_home_when_its_starter_is_gone(child: Child) -> None:
    spare = spare_of(child)
    assert spare.stdin is not None
    spare.stdin.close()

    assert spare.wait(10) == 0
    assert child.pid() is not None
