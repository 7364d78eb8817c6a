"""Floods of requests never stop good calls: at least 99 of 100 are answered meanwhile."""

import os
from collections.abc import Iterator
from functools import partial

import pytest

from live.barrage import STRANGER, TRUNK, Callers, Flood, request
from live.centre import LiveCentre, running
from live.switchboard import alone, program
from live.waiting import until

pytestmark = [pytest.mark.live]

ENOUGH = 0.99
MIXED = ("INVITE", "REGISTER", "OPTIONS")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """With ports for the sound of a thousand calls, as a centre has them; the first
    calls, which are slower than all others, have been."""
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = tmp_path_factory.mktemp("centre")
    folder.chmod(0o755)
    ports = {"YINGDA_RTP_FROM": "14000", "YINGDA_RTP_TO": "15998"}
    with alone(), running(folder, **ports) as made:
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
    return request(method, "13911110000", "96766", host=TRUNK, port=port)


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
    flood = Flood(centre.trunk_port, make, rate=100, host=TRUNK, ports=20)

    meanwhile(centre, flood, "100 calls/s of one number", calls=80)

    assert flood.told["486"] > 100
    admin = centre.person("admin")
    log = "/api/audit?kind=system&action=alarm.calls-refused"
    entries = until(lambda: admin.ask("GET", log)["entries"], seconds=20, what="alarm")
    assert "number/" in str(entries)
    assert "13911110000" not in str(entries)


def test_a_flood_of_other_requests_through_the_trunk(centre: LiveCentre) -> None:
    make = partial(of_one_caller, ("REGISTER", "OPTIONS"))
    flood = Flood(centre.trunk_port, make, rate=2000, host=TRUNK, ports=20)

    meanwhile(centre, flood, "2,000 REGISTER and OPTIONS/s of the trunk", calls=80)

    assert set(flood.told) <= {"200", "403"}


@pytest.mark.long
@pytest.mark.parametrize("ports", [1, 500])
@pytest.mark.parametrize("method", MIXED)
def test_a_minute_of_five_thousand_requests_a_second(
    centre: LiveCentre, method: str, ports: int
) -> None:
    make = partial(of_nobody, (method,))
    rate = int(os.environ.get("YINGDA_TEST_FLOOD", "5000"))
    flood = Flood(centre.trunk_port, make, rate=rate, ports=ports)

    meanwhile(centre, flood, f"{rate:,} {method}/s from {ports} ports", calls=600)
