"""Those who do not mean well, and those who call meanwhile.

`Callers` places good calls by SIPp and says how many were answered; `Flood` sends what it
was given as fast as it was told, from one port or many, and reads what it is answered.
"""

import csv
import os
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from live.switchboard import SCENARIOS, free_ports

SWITCH, GATEWAY, STRANGER = "127.0.0.1", "127.0.0.77", "127.0.0.78"
"""Addresses of this machine: our switch's, one of a trunk's gateway, one of nobody."""


@dataclass(frozen=True)
class Served:
    """What became of the good calls."""

    placed: int
    answered: int

    @property
    def share(self) -> float:
        return self.answered / self.placed

    def __str__(self) -> str:
        return f"{self.answered} of {self.placed} calls answered ({self.share:.2%})"


class Callers:
    """Calls from numbers of their own, each answered, held for a second and ended."""

    def __init__(
        self, folder: Path, port: int, *, rate: int, calls: int, host: str = GATEWAY
    ) -> None:
        """`host` is the gateway's address."""
        self._figures = folder / f"calls-{time.monotonic_ns()}.csv"
        (own,) = free_ports(1, kind=socket.SOCK_DGRAM)
        with self._figures.with_suffix(".out").open("wb") as out:
            self._sipp = subprocess.Popen(
                [
                    *("sipp", f"{SWITCH}:{port}", "-s", "96766"),
                    *("-sf", str(SCENARIOS / "good_caller.xml")),
                    *("-i", host, "-p", str(own), "-nostdin"),
                    *("-r", str(rate), "-m", str(calls), "-l", str(calls)),
                    *("-trace_stat", "-fd", "1", "-stf", str(self._figures)),
                    *("-trace_err", "-error_file", f"{self._figures}.err"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=folder,
                env=os.environ | {"TERM": "dumb"},
            )

    def __enter__(self) -> "Callers":
        return self

    def __exit__(self, *why: object) -> None:
        self._sipp.kill()
        self._sipp.wait()

    def served(self, *, seconds: float = 60) -> Served:
        """When the last call is over."""
        with self:
            self._sipp.wait(seconds)
        with self._figures.open() as file:
            last = list(csv.DictReader(file, delimiter=";"))[-1]
        return Served(int(last["TotalCallCreated"]), int(last["SuccessfulCall(C)"]))


class Flood:
    """Requests without end. `told` counts the answers by their first word."""

    def __init__(
        self,
        port: int,
        make: Callable[[int, int], bytes],
        *,
        rate: int,
        host: str = STRANGER,
        ports: int = 1,
    ) -> None:
        """`make` is given the number of the request and the port it is sent from."""
        self.sent = 0
        self.told: Counter[str] = Counter()
        self._to = (SWITCH, port)
        self._make = make
        self._rate = rate
        self._sockets = [_open(host) for _ in range(ports)]
        self._is_on = True
        self._thread = threading.Thread(target=self._run, daemon=True)

    @contextmanager
    def under_way(self) -> Iterator["Flood"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._is_on = False
            self._thread.join()
            for one in self._sockets:
                one.close()

    def __str__(self) -> str:
        answers = ", ".join(f"{code} ×{n}" for code, n in sorted(self.told.items()))
        return (
            f"{self.sent} requests from {len(self._sockets)} ports, answered {answers}"
        )

    def _run(self) -> None:
        began, pause = time.monotonic(), threading.Event()
        while self._is_on:
            due = int((time.monotonic() - began) * self._rate)
            for number in range(self.sent, min(due, self.sent + 200)):
                one = self._sockets[number % len(self._sockets)]
                message = self._make(number, one.getsockname()[1])
                one.sendto(message, self._to)
                self.sent += 1
            for one in self._sockets:
                self._read(one)
            pause.wait(0.002)

    def _read(self, one: socket.socket) -> None:
        try:
            while True:
                words = one.recv(9000).split(b" ", 2)
                if words[0] == b"SIP/2.0":
                    self.told[words[1].decode()] += 1
        except BlockingIOError:
            return


def _open(host: str) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((host, 0))
    made.setblocking(False)
    return made


_SDP = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 9 RTP/AVP 8\r\n"
)


def request(
    method: str, user: str, to: str, *, host: str, port: int, more: Sequence[str] = ()
) -> bytes:
    """One request of a dialog of its own."""
    once = os.urandom(6).hex()
    body = _SDP if method == "INVITE" else ""
    lines = [
        f"{method} sip:{to}@{SWITCH} SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{once};rport",
        f"From: <sip:{user}@{SWITCH}>;tag={once}",
        f"To: <sip:{to}@{SWITCH}>",
        f"Call-ID: {once}",
        f"CSeq: 1 {method}",
        f"Contact: <sip:{user}@{host}:{port}>",
        "Max-Forwards: 70",
        *more,
        *(["Content-Type: application/sdp"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
