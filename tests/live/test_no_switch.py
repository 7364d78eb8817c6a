"""Where there is no Asterisk everything but the telephone starts, and it says so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from live.browser import browser, sign_in
from live.centre import LiveCentre, running
from live.switchboard import alone
from live.waiting import until
from yingda.kernel.calendar import business_date
from yingda.platform.embedded.postgres import Postgres

pytestmark = pytest.mark.live

CANNOT_BE_CALLED = {"zh-CN": "现在无法拨打", "en": "The centre cannot be called"}
HAS_NO_TELEPHONE = {"zh-CN": "本中心没有电话", "en": "The centre has no telephone"}
BEGIN = {"zh-CN": "签入上班", "en": "Start shift"}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """On a machine without Asterisk, as far as it can see."""
    folder = tmp_path_factory.mktemp("silent")
    folder.chmod(0o755)
    nowhere = folder / "nowhere"
    nowhere.mkdir()
    settings = {"YINGDA_ASTERISK": str(nowhere / "asterisk"), "PATH": str(nowhere)}
    with alone(), running(Path(folder), **settings) as made:
        yield made


def written(centre: LiveCentre) -> int:
    """Lines in all logs, and on the terminal."""
    files = [centre.log, *(centre.data / "log").iterdir()]
    return sum(file.read_text().count("\n") for file in files)


def test_it_is_said_what_is_missing(centre: LiveCentre) -> None:
    told = centre.log.read_text()

    assert "There is no Asterisk here, so there is no telephone" in told
    assert "Hotline             96766, but there is no telephone" in told
    health = centre.person("s3001").ask("GET", "/api/health")
    assert health["is_serving"] is True
    assert health["is_well"] is False
    assert health["checks"] == [
        {"name": "database", "is_well": True},
        {"name": "telephone", "is_well": False},
        {"name": "texts", "is_well": True},
    ]


def test_the_rest_works(centre: LiveCentre) -> None:
    agent, head = centre.person("a1001"), centre.person("s3001")
    agent.ask("POST", "/api/desk/sign-in", {})
    assert agent.ask("POST", "/api/desk/state", {"state": "ready"})["state"] == "ready"
    order = agent.ask(
        "POST",
        "/api/orders",
        {"type": "fault", "description": "灯不亮", "branch_id": "sn.xa"},
    )
    assert str(order["order_id"]) in str(agent.ask("GET", "/api/orders"))
    assert head.ask("GET", "/api/board")
    today = business_date(datetime.now(UTC))
    assert head.ask("GET", f"/api/reports/day?date={today}")
    assert head.ask("GET", "/api/agents")


@pytest.mark.parametrize(("user", "language"), [("a1002", "zh-CN"), ("a1003", "en")])
def test_the_pages_say_that_nobody_can_call(
    centre: LiveCentre, tmp_path: Path, user: str, language: str
) -> None:
    with browser(tmp_path, locale=language) as context:
        page = context.pages[0]
        page.goto(centre.url + "/call")
        page.get_by_test_id("call-stage").get_by_text(
            CANNOT_BE_CALLED[language]
        ).wait_for()
        assert page.get_by_test_id("call").is_disabled()

        begin_shift(page, centre, user, language)
        page.get_by_role("alert").get_by_text(HAS_NO_TELEPHONE[language]).wait_for()


def begin_shift(page: Page, centre: LiveCentre, user: str, language: str) -> None:
    sign_in(page, centre.url, user)
    page.get_by_role("button", name=BEGIN[language]).click()


def test_nothing_is_said_again_and_again(centre: LiveCentre, tmp_path: Path) -> None:
    with browser(tmp_path) as context:
        begin_shift(context.pages[0], centre, "a1004", "zh-CN")
        context.pages[0].get_by_role("alert").wait_for()
        before = written(centre)
        context.pages[0].wait_for_timeout(8000)

    assert written(centre) - before <= 2


def test_ctrl_c_stops_all_of_it(centre: LiveCentre) -> None:
    pids = [int(file.read_text()) for file in (centre.data / "run").glob("*.pid")]
    server = Postgres(centre.data, "").pid()
    assert server is not None
    pids.append(server)

    told = centre.stop()

    assert told.rstrip().endswith("Stopped.")
    assert len(pids) == 4
    until(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids),
        seconds=5,
        what="end of all processes",
    )
