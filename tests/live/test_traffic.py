"""A living centre: simulated people call and answer, are marked, and can be left out."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import chain

import pytest

from live.centre import LiveCentre, Person
from live.house import Answer, patiently
from live.switchboard import alone, free_ports, program
from live.waiting import until
from yingda.app.traffic.people import agents
from yingda.app.traffic.texts import texts
from yingda.kernel.calendar import SHANGHAI
from yingda.platform.embedded.clock import SystemClock

pytestmark = pytest.mark.live

MINE = "13909995555"
ROBOTS = {one.user_id for one in agents()}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = tmp_path_factory.mktemp("living")
    folder.chmod(0o755)
    (control,) = free_ports(1)
    (trunk,) = free_ports(1, kind=socket.SOCK_DGRAM)
    made = LiveCentre(
        folder,
        YINGDA_TRAFFIC="10",
        YINGDA_OUTSIDE_PORT=str(trunk),
        YINGDA_OUTSIDE_ARI_PORT=str(control),
    )
    with alone():
        made.start()
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
def chief(centre: LiveCentre) -> Person:
    return centre.person("s3001")


def contacts(chief: Person, only: str = "") -> list[Answer]:
    found = patiently(
        lambda: chief.ask("GET", f"/api/contacts?limit=200&simulated={only}")
    )["contacts"]
    assert isinstance(found, list)
    return found


def served_by(one: Answer) -> set[str]:
    served = one["agent_ids"]
    assert isinstance(served, list)
    return set(served)


def answered(chief: Person, only: str = "") -> set[str]:
    return {str(one["contact_id"]) for one in contacts(chief, only) if one["agent_ids"]}


def requested(chief: Person, only: str = "") -> int:
    today: date = SystemClock().now().astimezone(SHANGHAI).date()
    path = f"/api/reports/day?date={today}&simulated={only}"
    report = patiently(lambda: chief.ask("GET", path))
    rows = report["rows"]
    assert isinstance(rows, list)
    return int(rows[0]["counts"]["requested"])


def pid(centre: LiveCentre) -> int:
    return int((centre.data / "run" / "traffic.pid").read_text())


def test_simulated_callers_are_answered_by_simulated_agents_and_marked(
    centre: LiveCentre, chief: Person
) -> None:
    until(lambda: len(answered(chief)) >= 3, seconds=120, what="answered calls")

    marked = contacts(chief, "yes")
    assert {str(one["contact_id"]) for one in marked} >= answered(chief)
    assert all(one["simulated"] for one in marked)
    assert all(served_by(one) <= ROBOTS for one in marked)
    assert contacts(chief, "no") == []


def test_simulated_visitors_write_and_are_answered_in_writing(
    centre: LiveCentre, chief: Person
) -> None:
    """All of them from now on, without a restart: the share is a rule."""
    path = "/api/parameters/traffic.Limits"
    centre.person("admin").ask("PUT", path, {"value": {"level": 10, "chats": 1}})

    def done() -> list[Answer]:
        found = [one for one in contacts(chief, "yes") if one["channel"] == "chat"]
        return [one for one in found if one["agent_ids"] and one["ended"]]

    until(lambda: len(done()) >= 3, seconds=240, what="chats that were closed")
    for one in done():
        assert served_by(one) <= ROBOTS
    threads = [
        chief.ask("GET", f"/api/chats/{one['contact_id']}")["posts"] for one in done()
    ]
    talked = max(threads, key=lambda posts: len(_texts(posts)))
    written = texts()
    assert {text for _, text in _texts(talked)} & set(chain(*written.talks.values()))
    assert {author for author, _ in _texts(talked)} == {"visitor", "agent"}
    assert contacts(chief, "no") == []


def _texts(posts: object) -> list[tuple[str, str]]:
    assert isinstance(posts, list)
    return [(one["author"], one["text"]) for one in posts if one["kind"] == "text"]


def test_a_call_of_one_s_own_is_found_and_counted_beside_them(
    centre: LiveCentre, chief: Person
) -> None:
    """Nobody real is at a desk: a simulated agent answers, and the contact is real."""
    mine = centre.call(MINE)
    until(lambda: mine.state == "answered", seconds=30, what="answer")
    until(lambda: bool(len(mine.mouth.heard(0.5))), seconds=30, what="voice")
    with closing(mine):
        # The first words of the menu may not hear a key yet.
        def asked() -> bool:
            mine.mouth.press("0")
            return bool(answered(chief, "no"))

        until(asked, seconds=60, what="agent for my call")
        mine.hang_up()

    (one,) = contacts(chief, "no")
    assert not one["simulated"]
    assert served_by(one) <= ROBOTS
    until(lambda: requested(chief, "no") == 1, seconds=20, what="report of mine")
    everybody = requested(chief)
    assert everybody > 1
    assert requested(chief, "yes") >= everybody - 1


def test_whoever_only_says_to_be_simulated_is_asked_for_the_password(
    centre: LiveCentre, chief: Person
) -> None:
    liar = centre.call("simulated")
    until(lambda: "401" in str(liar), seconds=20, what="refusal")
    assert liar.state != "answered"


def test_a_simulation_that_was_killed_comes_back_and_its_agents_with_it(
    centre: LiveCentre, chief: Person
) -> None:
    killed = pid(centre)
    os.kill(killed, signal.SIGKILL)
    until(lambda: pid(centre) != killed, seconds=30, what="another process")
    before = answered(chief)

    until(
        lambda: len(answered(chief) - before) >= 2, seconds=120, what="answers after it"
    )


def test_traffic_is_turned_off_while_it_runs_and_the_agents_go_home(
    centre: LiveCentre, chief: Person
) -> None:
    admin = centre.person("admin")
    path = "/api/parameters/traffic.Limits"
    admin.ask("PUT", path, {"value": {"level": 0}})

    def is_quiet() -> bool:
        board = patiently(lambda: chief.ask("GET", "/api/board"))
        return board["agents"] == []

    until(is_quiet, seconds=180, what="empty desks")
    trail = admin.ask("GET", "/api/audit?kind=operation&limit=200")["entries"]
    assert isinstance(trail, list)
    assert any("traffic.Limits" in str(one["subject"]) for one in trail)
