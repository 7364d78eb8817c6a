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
    open("{file}", "w").close()
    time.sleep(60)
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    monkeypatch.setattr(children, "CALM_AFTER", 0.0)
    made = Child(
        name="sleeper",
        command=[sys.executable, "-c", PROGRAM.format(file=tmp_path / "written")],
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


def test_what_it_writes_is_for_its_owner_alone(child: Child, tmp_path: Path) -> None:
    file = tmp_path / "written"

    wait(file.exists)

    assert file.stat().st_mode & 0o777 == 0o600


def test_a_log_does_not_grow_for_ever(
    child: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "LOG_AT_MOST", 10)
    log = tmp_path / "sleeper.log"
    with log.open("ab") as out:
        out.write(b"what was said before\n")

    child.tend()

    assert log.stat().st_size == 0
    assert b"before" in (tmp_path / "sleeper.log.1").read_bytes()


def test_it_is_stopped_at_once_though_the_spare_is_still_loading(
    child: Child,
) -> None:
    spare = spare_of(child)
    os.kill(spare.pid, signal.SIGSTOP)

    child.stop(patience=2)

    assert spare.poll() is not None
    assert child.pid() is None


def test_a_spare_goes_home_when_its_starter_is_gone(child: Child) -> None:
    spare = spare_of(child)
    assert spare.stdin is not None
    spare.stdin.close()

    assert spare.wait(10) == 0
    assert child.pid() is not None
