"""A whole centre as `yingda run` starts it, on free ports and in a folder of its own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live.switchboard import Peer, free_ports, program
from yingda.platform.embedded.postgres import is_elsewhere

PASSWORD = "yingda-demo"
KEEP = "YINGDA_TEST_KEEP"
"""Set: a database that lies outside the test's folder is left for who wants to look."""
SOURCES = Path(__file__).parents[2] / "src"


class LiveCentre:
    """Its addresses, its processes, and callers at its trunk."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "var"
        self.http_port, self.ari_port = free_ports(2)
        (self.trunk_port,) = free_ports(1, kind=socket.SOCK_DGRAM)
        self.url = f"http://127.0.0.1:{self.http_port}"
        first = 30000 + self.http_port % 280 * 100
        self.environment = os.environ | {
            "PYTHONPATH": str(SOURCES),
            "YINGDA_DATA": str(self.data),
            "YINGDA_HTTP_PORT": str(self.http_port),
            "YINGDA_ARI_PORT": str(self.ari_port),
            "YINGDA_TRUNK_PORT": str(self.trunk_port),
            "YINGDA_RTP_FROM": str(first),
            "YINGDA_RTP_TO": str(first + 198),
            "YINGDA_SUBSCRIBERS": "200",
            "YINGDA_TRAFFIC": "0",
            "YINGDA_ASTERISK": str(program()),
            **settings,
        }
        self.log = folder / "run.log"
        self._callers: list[Peer] = []
        self._run: subprocess.Popen[bytes] | None = None
        (folder / "peers").mkdir(parents=True, exist_ok=True)
        # Prompts are the same for every centre of this run: rendered once.
        prompts = folder.parent / "prompts"
        prompts.mkdir(exist_ok=True)
        self.data.mkdir(exist_ok=True)
        (self.data / "sounds").symlink_to(prompts)

    def start(self, *, patience: float = 90) -> None:
        """Also again, after `run` was killed: it takes over what still runs."""
        with self.log.open("wb") as out:
            self._run = subprocess.Popen(
                [sys.executable, "-m", "yingda.app.cli", "run"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
            )
        until = time.monotonic() + patience
        while "is up" not in self.log.read_text():
            assert self._run.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

    def stop(self) -> str:
        """As Ctrl-C does; returns what was printed."""
        for caller in self._callers:
            caller.close()
        if self._run is not None and self._run.poll() is None:
            self._run.send_signal(signal.SIGINT)
            self._run.wait(40)
        if (away := is_elsewhere(self.data)) and not os.environ.get(KEEP):
            shutil.rmtree(away.parent, ignore_errors=True)
        return self.log.read_text()

    def kill(self, name: str) -> int:
        """kill -9 of one of our processes (`floor`, `work`, `count`, `run`)."""
        if name == "run":
            assert self._run is not None
            self._run.kill()
            self._run.wait()
            return self._run.pid
        pid = int((self.data / "run" / f"{name}.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        return pid

    def is_whole(self) -> bool:
        """Whether a spare floor waits for the next crash."""
        told = re.findall(
            r'"event": "([^"]* spare [^"]*)"',
            (self.data / "log" / "floor.log").read_text(),
        )
        return told[-1:] == ["a spare is loaded"]

    @contextmanager
    def nobody_watches(self) -> Iterator[None]:
        """The supervisor sleeps: what dies stays dead for as long."""
        assert self._run is not None
        self._run.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._run.send_signal(signal.SIGCONT)

    @property
    def pid(self) -> int:
        """Of `run`, which supervises the others."""
        assert self._run is not None
        return self._run.pid

    def switch_pid(self) -> int:
        return int((self.data / "asterisk" / "run" / "asterisk.pid").read_text())

    def call(self, number: str, *, hertz: float = 440) -> Peer:
        """A telephone that calls the hotline from the trunk."""
        call_id = f"{number}-{os.urandom(4).hex()}"
        options = (
            *(f"127.0.0.1:{self.trunk_port}", "-s", "96766", "-m", "1"),
            *("-cid_str", call_id, "-key", "number", number),
        )
        caller = Peer("caller", self.folder / "peers", hertz=hertz, options=options)
        caller.call_id = call_id
        self._callers.append(caller)
        return caller

    def person(self, user: str) -> "Person":
        return Person(self.url, user)


class Person:
    """Somebody signed in over HTTP, for what needs no browser."""

    def __init__(self, url: str, user: str) -> None:
        self._url = url
        self.cookie = ""
        if user:
            self.ask("POST", "/api/session", {"user": user, "password": PASSWORD})

    @classmethod
    def nobody(cls, url: str) -> "Person":
        """Who only visits the customers' pages."""
        return cls(url, "")

    def ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Cookie": self.cookie},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            if cookie := answer.headers.get("Set-Cookie"):
                self.cookie = cookie.partition(";")[0]
            text = answer.read()
        found: dict[str, object] = json.loads(text) if text else {}
        return found


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[LiveCentre]:
    centre = LiveCentre(folder, **settings)
    centre.start()
    try:
        yield centre
    finally:
        centre.stop()
