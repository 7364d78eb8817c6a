"""Whoever scans finds a door, no name and no password, and good calls go on meanwhile.

Here 127.0.0.1 is nobody's address, because svcrack always speaks from it, and the gateway
of the trunk has another.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator

import pytest

from live.barrage import Callers
from live.centre import LiveCentre, running
from live.switchboard import alone, program

pytestmark = [pytest.mark.live]

GATEWAY = "127.0.0.77"
HERE = [f"agent-a{number}" for number in range(1001, 1013)]
AWAY = [f"agent-b{number}" for number in range(1001, 1101)]
WORDS = ["1234", "password", "yingda-demo", *HERE, *map(str, range(1000, 1300))]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = tmp_path_factory.mktemp("centre")
    folder.chmod(0o755)
    (folder / "names").write_text("\n".join([*HERE, *AWAY]))
    (folder / "words").write_text("\n".join(WORDS))
    with alone(), running(folder, YINGDA_TRUNK_FROM=f"{GATEWAY}/32") as made:
        yield made


def scan(centre: LiveCentre, tool: str, *words: str) -> str:
    """What a tool of SIPVicious prints, in a home of its own."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", f"sipvicious.{tool}", *words),
            *("-p", str(centre.trunk_port), "127.0.0.1"),
        ],
        env=os.environ | {"HOME": str(centre.folder), "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=centre.folder,
    )
    return done.stdout + done.stderr


def verdicts(told: str) -> dict[str, set[str]]:
    """What svwar says of each name in its table."""
    found = defaultdict(set)
    for name, verdict in re.findall(r"\| (agent-\w+) +\| (\w+) +\|", told):
        found[name].add(verdict)
    return found


def test_scans_find_no_name_and_no_password_and_stop_no_call(
    centre: LiveCentre,
) -> None:
    agent = centre.person("a1001")
    agent.ask("POST", "/api/desk/sign-in", {})
    port = centre.trunk_port
    with Callers(centre.folder, port, rate=5, calls=100, host=GATEWAY) as callers:
        found = scan(centre, "svmap")
        for method in ("REGISTER", "INVITE", "OPTIONS"):
            told = scan(centre, "svwar", "-m", method, "-d", "names", "--force")
            listed = verdicts(told)
            of_these = {word for name in HERE for word in listed.get(name, {"none"})}
            of_those = {word for name in AWAY for word in listed.get(name, {"none"})}
            print(f"svwar {method}: {of_these} and {of_those}", flush=True)
            assert of_these == of_those
        cracked = scan(centre, "svcrack", "-v", "-u", HERE[0], "-d", "words")
        served = callers.served()
    print(f"scanned: {served}; {cracked.splitlines()[-1:]}", flush=True)

    assert "yingda" in found, "the door itself is no secret"
    assert "found nothing" in cracked, cracked
    assert "| " not in cracked
    assert served.share >= 0.99, served
