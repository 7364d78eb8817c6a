"""The demo's outside world as the supervisor sees it, and what its switch is told."""

from pathlib import Path

import pytest

from yingda.app import switchroom
from yingda.app.settings import Settings
from yingda.app.switchroom import Switchroom, asterisk_settings, outside_settings
from yingda.app.traffic.limits import Limits
from yingda.app.traffic.outskirts import Outskirts, note, noted
from yingda.app.traffic.people import agents, telephones
from yingda.journey.channels.adapters.asterisk.config import files
from yingda.journey.channels.adapters.asterisk.settings import Installation
from yingda.platform.embedded.keys import FileKeys

KEYS = FileKeys(b"k" * 32)
INSTALLED = Installation(program=Path("/a"), modules=Path("/m"), data=Path("/d"))


def settings(folder: Path, **others: object) -> Settings:
    return Settings.model_validate({"data": folder / "var", **others})


@pytest.fixture
def nobody_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switchroom, "FETCHED", tmp_path / "nothing")
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("nobody_has_one")
def test_without_asterisk_traffic_says_so_in_one_sentence_and_lets_the_rest_be(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    wanted = settings(tmp_path, asterisk=tmp_path / "nowhere")
    room = Switchroom(wanted, KEYS, lambda _: None)
    outskirts = Outskirts(wanted, KEYS, said.append, environment={})
    note(wanted, Limits(level=1))

    outskirts.tend(room)
    outskirts.tend(room)
    outskirts.stop()

    (sentence,) = said
    assert "no simulated traffic" in sentence


def test_while_it_is_quiet_nothing_is_started(tmp_path: Path) -> None:
    said: list[str] = []
    wanted = settings(tmp_path)
    outskirts = Outskirts(wanted, KEYS, said.append, environment={})
    assert noted(wanted).level == 0

    outskirts.tend(Switchroom(wanted, KEYS, lambda _: None))
    outskirts.stop()

    assert said == []
    assert not (wanted.data / "outside").exists()


def test_how_busy_it_shall_be_is_noted_for_those_who_ask_no_database(
    tmp_path: Path,
) -> None:
    wanted = settings(tmp_path)
    note(wanted, Limits(level=2.5, chats=0.5))
    assert noted(wanted) == Limits(level=2.5, chats=0.5)


def test_simulated_callers_come_in_by_password_and_through_a_way_of_their_own(
    tmp_path: Path,
) -> None:
    written = files(asterisk_settings(settings(tmp_path), KEYS), INSTALLED)
    account = written["pjsip.conf"].split("[simulated]")[1]
    way = written["extensions.conf"].split("[simulated]")[1].split("[web]")[0]

    assert "identify_by=username" in account
    assert "auth=simulated" in account
    assert "context=simulated" in account
    assert "DOOR=simulated" in way
    assert written["extensions.conf"].count("DOOR=simulated") == 1


def test_simulated_agents_have_telephones_out_there_and_nobody_else_has(
    tmp_path: Path,
) -> None:
    centre = asterisk_settings(settings(tmp_path), KEYS)

    assert all(centre.is_on_a_desk(phone) for phone in telephones())
    assert len(telephones()) == len(agents())
    assert not centre.is_on_a_desk("agent-a1001")


def test_a_centre_that_is_no_demo_knows_nobody_simulated(tmp_path: Path) -> None:
    centre = asterisk_settings(settings(tmp_path, demo=False), KEYS)
    assert "simulated" not in centre.more_telephony


def test_the_outside_world_knows_nobody_but_the_centre(tmp_path: Path) -> None:
    world = outside_settings(settings(tmp_path, trunk_host="0.0.0.0"), KEYS)
    written = files(world, INSTALLED)

    assert "bind=127.0.0.1:5070" in written["pjsip.conf"]
    assert "contact=sip:127.0.0.1:5060" in written["pjsip.conf"]
    assert "[trunk]" not in written["pjsip.conf"]
    assert "[web]" not in written["extensions.conf"]
    assert KEYS.derive("simulation", "trunk") not in repr(world)
