"""Processes that outlive their starter, and ports that somebody else holds."""

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from yingda.app.children import Child
from yingda.app.settings import Settings
from yingda.app.supervisor import CannotStart, Supervisor
from yingda.app.switchroom import is_free

SLEEPER = [sys.executable, "-c", "import signal; signal.pause()"]


def child(folder: Path, *words: str) -> Child:
    return Child(
        name="sleeper",
        command=list(words) or SLEEPER,
        pids=folder / "run",
        logs=folder / "log",
    )


def test_a_second_supervisor_finds_the_process_of_the_first(tmp_path: Path) -> None:
    first, second = child(tmp_path), child(tmp_path)
    first.start()
    try:
        until_running(second)
        second.start()
        assert second.pid() == first.pid()
    finally:
        second.stop()
        first.stop()
    assert first.pid() is None


def until_running(one: Child) -> None:
    while one.pid() is None:
        os.sched_yield()


def test_a_process_that_died_is_started_again(tmp_path: Path) -> None:
    one = child(tmp_path)
    one.start()
    until_running(one)
    before = one.pid()
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert one._started is not None
    one._started.wait()
    try:
        assert one.tend()
        until_running(one)
        assert one.pid() != before
    finally:
        one.stop()


def test_a_pid_that_belongs_to_somebody_else_now_is_not_ours(tmp_path: Path) -> None:
    one = child(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "sleeper.pid").write_text(str(os.getpid()))

    assert one.pid() is None
    one.stop()


def settings(folder: Path, **more: object) -> Settings:
    given: dict[str, object] = {"data": folder, "switch": "simulated", "demo": False}
    return Settings.model_validate(given | more)


def test_a_taken_port_is_answered_with_the_setting_that_names_it(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        supervisor = Supervisor(settings(tmp_path, http_port=port), print)

        with pytest.raises(CannotStart) as refused:
            supervisor.run()

    sentence = str(refused.value)
    assert str(port) in sentence
    assert "`http_port`" in sentence
    assert "YINGDA_HTTP_PORT" in sentence
    assert is_free(socket.SOCK_STREAM, "127.0.0.1", port)


def test_one_folder_has_one_centre(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    first = Supervisor(settings(tmp_path), print)
    with first.alone(), pytest.raises(CannotStart, match="YINGDA_DATA"):
        Supervisor(settings(tmp_path), print).run()
