"""A hundred talks and a hundred who wait: too many for a telephone of each one's own.

One SIPp is all callers, another all agents' telephones. Whether they hear each other is
told by the switch's own counters of packets, at each caller's line.
"""

import base64
import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from live.centre import LiveCentre, Person
from live.house import Tables, patiently
from live.sound import encode, tone
from live.staff import found
from live.switchboard import SCENARIOS, free_ports, phones_at

MEDIA = 12000


class Crowd:
    """`size` talks, as many who wait, and one agent more."""

    def __init__(self, folder: Path, size: int) -> None:
        folder.chmod(0o755)
        self.size = size
        self.folder = folder
        (folder / "whistle.alaw").write_bytes(encode(tone(440)))
        (self._port,) = free_ports(1, kind=socket.SOCK_DGRAM)
        self.names = [f"c{5000 + number}" for number in range(size + 1)]
        file = folder / "telephones.conf"
        file.write_text(phones_at({f"agent-{name}": self._port for name in self.names}))
        self.centre = LiveCentre(
            folder,
            YINGDA_TELEPHONES=str(file),
            YINGDA_RTP_FROM=str(MEDIA),
            YINGDA_RTP_TO=str(MEDIA + 1998),
        )
        self.tables = Tables(self.centre.data)
        self._sipps: list[subprocess.Popen[bytes]] = []
        self.agents: dict[str, Person] = {}

    def open(self) -> None:
        self.centre.start(patience=180)
        found(self.centre, self.names, capacity={"voice": 1})
        for name in self.names:
            person = self.agents[name] = self.centre.person(name)
            person.ask("POST", "/api/desk/sign-in", {})
        self._sipp("crowd_agent", self._port, MEDIA + 4000)

    def call(self) -> None:
        """Twice as many callers as talks, five a second."""
        (port,) = free_ports(1, kind=socket.SOCK_DGRAM)
        calls = str(2 * self.size)
        self._sipp(
            "crowd_caller",
            port,
            MEDIA + 6000,
            *(f"127.0.0.1:{self.centre.trunk_port}", "-s", "96766"),
            *("-m", calls, "-l", calls, "-r", "5"),
        )

    def be_ready(self, name: str) -> None:
        person = self.agents[name]
        patiently(lambda: person.ask("POST", "/api/desk/state", {"state": "ready"}))

    def talks(self) -> dict[str, str]:
        """Line to contact of those callers who talk."""
        rows = self.tables.ask(
            "select c.line_id, c.contact_id from channels.calls c"
            " join channels.legs l using (contact_id) where l.state = 'talking'"
        )
        return {str(row["line_id"]): str(row["contact_id"]) for row in rows}

    def queue(self) -> list[tuple[str, datetime]]:
        rows = self.tables.ask(
            "select contact_id, since from routing.places where agent_id is null"
            " order by since, contact_id"
        )
        return [
            (str(row["contact_id"]), datetime.fromisoformat(str(row["since"])))
            for row in rows
        ]

    def ended(self) -> int:
        rows = self.tables.ask("select 1 from spine.log where kind = 'CallEnded'")
        return len(rows)

    def packets(self, line_id: str) -> tuple[int, int]:
        """Of the caller's line: how many came, how many went."""
        password = self.tables.keys.derive("asterisk", "control")
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.centre.ari_port}/ari/channels/{line_id}"
            "/rtp_statistics"
        )
        word = base64.b64encode(f"yingda:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {word}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            found = json.load(answer)
        return int(found["rxcount"]), int(found["txcount"])

    def close(self) -> None:
        for sipp in self._sipps:
            sipp.kill()
            sipp.wait()
        self.centre.stop()

    def _sipp(self, scenario: str, port: int, media: int, *words: str) -> None:
        with (self.folder / f"{scenario}.out").open("wb") as out:
            self._sipps.append(
                subprocess.Popen(
                    [
                        *("sipp", *words, "-sf", str(SCENARIOS / f"{scenario}.xml")),
                        *("-i", "127.0.0.1", "-p", str(port), "-nostdin"),
                        *("-mp", str(media), "-trace_err"),
                        *("-error_file", str(self.folder / f"{scenario}.err")),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    cwd=self.folder,
                    env=os.environ | {"TERM": "dumb"},
                )
            )


@contextmanager
def crowded(folder: Path, size: int) -> Iterator[Crowd]:
    crowd = Crowd(folder, size)
    try:
        crowd.open()
        yield crowd
    finally:
        crowd.close()
