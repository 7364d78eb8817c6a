"""Floods and scans never stop good calls: at least 99 of 100 are answered meanwhile.

The gateway of the trunk and those who mean no good have addresses of their own: SIPVicious
speaks from 127.0.0.1, so that one is nobody's here.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from live.barrage import GATEWAY, STRANGER, Callers, Flood, request
from live.centre import LiveCentre, running
from live.sip_socket import SipSocket
from live.switchboard import alone, program
from live.waiting import until

pytestmark = [pytest.mark.live]

ENOUGH = 0.99
MIXED = ("INVITE", "REGISTER", "OPTIONS")
HERE = [f"agent-a{number}" for number in range(1001, 1013)]
AWAY = [f"agent-b{number}" for number in range(1001, 1101)]
WORDS = ["1234", "password", "yingda-demo", *HERE, *map(str, range(1000, 1300))]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """With ports for the sound of a thousand calls, as a centre has them; the first
    calls, which are slower than all others, have been."""
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = tmp_path_factory.mktemp("centre")
    folder.chmod(0o755)
    (folder / "names").write_text("\n".join([*HERE, *AWAY]))
    (folder / "words").write_text("\n".join(WORDS))
    settings = {
        "YINGDA_TRUNK_FROM": f"{GATEWAY}/32",
        "YINGDA_RTP_FROM": "14000",
        "YINGDA_RTP_TO": "15998",
    }
    with alone(), running(folder, **settings) as made:
        Callers(folder, made.trunk_port, rate=5, calls=5).served()
        yield made


def of_nobody(methods: tuple[str, ...], number: int, port: int) -> bytes:
    """From a name that may or may not be somebody's, to the hotline."""
    user = ("agent-a1001", "96766", f"agent-{number}")[number // 3 % 3]
    method = methods[number % len(methods)]
    return request(method, user, "96766", host=STRANGER, port=port)


def of_one_caller(methods: tuple[str, ...], number: int, port: int) -> bytes:
    """Through the trunk, always from one number."""
    method = methods[number % len(methods)]
    return request(method, "13911110000", "96766", host=GATEWAY, port=port)


def meanwhile(centre: LiveCentre, flood: Flood, what: str, *, calls: int) -> None:
    """Ten calls a second."""
    with flood.under_way():
        callers = Callers(centre.folder, centre.trunk_port, rate=10, calls=calls)
        served = callers.served(seconds=60 + calls / 10)
    print(f"{what}: {served}; {flood}", flush=True)
    assert flood.sent > 100
    assert served.placed == calls
    assert served.share >= ENOUGH, served


@pytest.mark.parametrize("ports", [1, 200])
def test_a_flood_from_an_address_that_is_nobody_s(
    centre: LiveCentre, ports: int
) -> None:
    make = partial(of_nobody, MIXED)
    flood = Flood(centre.trunk_port, make, rate=2000, ports=ports)

    meanwhile(centre, flood, f"2,000 requests/s from {ports} ports", calls=80)

    assert set(flood.told) == {"401"}


def test_a_flood_of_one_number_through_the_trunk_is_refused_and_told_of(
    centre: LiveCentre,
) -> None:
    make = partial(of_one_caller, ("INVITE",))
    flood = Flood(centre.trunk_port, make, rate=100, host=GATEWAY, ports=20)

    meanwhile(centre, flood, "100 calls/s of one number", calls=80)

    assert flood.told["486"] > 100
    admin = centre.person("admin")
    log = "/api/audit?kind=system&action=alarm.calls-refused"
    entries = until(lambda: admin.ask("GET", log)["entries"], seconds=20, what="alarm")
    assert "number/" in str(entries)
    assert "13911110000" not in str(entries)


def test_a_flood_of_other_requests_through_the_trunk(centre: LiveCentre) -> None:
    make = partial(of_one_caller, ("REGISTER", "OPTIONS"))
    flood = Flood(centre.trunk_port, make, rate=2000, host=GATEWAY, ports=20)

    meanwhile(centre, flood, "2,000 REGISTER and OPTIONS/s of the trunk", calls=80)

    assert set(flood.told) <= {"200", "403"}


async def test_a_page_holds_two_calls_and_the_third_is_told_busy(
    centre: LiveCentre,
) -> None:
    page = centre.person("admin").ask("POST", "/api/web-calls", {"number": None})
    phone = page["phone"]
    assert isinstance(phone, dict)
    address = centre.url.replace("http", "ws") + phone["ws"]
    sockets = [
        SipSocket(await connect(address, subprotocols=[Subprotocol("sip")]))
        for _ in range(3)
    ]
    try:
        codes = [
            await one.call(phone["name"], phone["password"], "96766") for one in sockets
        ]
    finally:
        for one in sockets:
            await one.close()

    assert codes == [200, 200, 486]


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
    with Callers(centre.folder, port, rate=5, calls=100) as callers:
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


@pytest.mark.long
@pytest.mark.parametrize("method", MIXED)
def test_a_minute_of_two_thousand_requests_a_second(
    centre: LiveCentre, method: str
) -> None:
    rate = int(os.environ.get("YINGDA_TEST_FLOOD", "2000"))
    make = partial(of_nobody, (method,))
    flood = Flood(centre.trunk_port, make, rate=rate, ports=300)

    meanwhile(centre, flood, f"{rate:,} {method}/s from 300 ports", calls=600)
