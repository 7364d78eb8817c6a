"""The switch as the supervisor sees it: missing, broken, or its ports taken."""

import socket
from pathlib import Path

import pytest

from yingda.app import children, switchroom
from yingda.app.settings import Settings
from yingda.app.switchroom import Port, Switchroom
from yingda.platform.embedded.keys import FileKeys


@pytest.fixture
def said() -> list[str]:
    return []


def settings(folder: Path, asterisk: Path) -> Settings:
    return Settings(data=folder / "var", asterisk=asterisk)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """An Asterisk with all its parts, whose program ends at once."""
    for part in ("usr/lib/here/asterisk/modules", "usr/share/asterisk"):
        (tmp_path / "root" / part).mkdir(parents=True)
    program = tmp_path / "asterisk"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def nobody_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switchroom, "FETCHED", tmp_path / "nothing")
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("nobody_has_one")
def test_without_asterisk_it_is_said_once_and_nothing_is_tried(
    tmp_path: Path, said: list[str]
) -> None:
    wanted = settings(tmp_path, tmp_path / "nowhere")
    room = Switchroom(wanted, FileKeys(b"k" * 32), said.append)

    room.start()
    room.tend()

    (sentence,) = said
    assert "no telephone" in sentence
    assert "YINGDA_ASTERISK" in sentence
    assert not room.is_expected
    assert room.ports() == []
    assert "no telephone" in room.describe()


def test_an_asterisk_that_does_not_come_up_is_said_once_and_tried_again(
    tmp_path: Path, broken: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Switchroom(settings(tmp_path, broken), FileKeys(b"k" * 32), said.append)
    room.start()

    assert not room.is_expected
    room.tend()
    monkeypatch.setattr(switchroom, "LONGEST_WAIT", 0)
    room.start()
    room.tend()

    (sentence,) = said
    assert str(tmp_path / "var" / "asterisk" / "log") in sentence


@pytest.mark.usefixtures("nobody_has_one")
def test_what_the_switch_writes_does_not_fill_the_disk(
    tmp_path: Path, broken: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "LOG_AT_MOST", 10)
    log = tmp_path / "var" / "asterisk" / "log" / "messages.log"
    log.parent.mkdir(parents=True)
    log.write_text("warning upon warning")

    Switchroom(settings(tmp_path, broken), FileKeys(b"k" * 32), said.append).tend()

    assert log.read_text() == ""
    assert log.with_suffix(".log.1").read_text() == "warning upon warning"


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_taken_port_is_answered_with_the_setting_and_its_file(
    kind: socket.SocketKind,
) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        number = other.getsockname()[1]
        port = Port(kind, "127.0.0.1", number, "trunk_host", "trunk_port")
        trouble = port.trouble()

    assert port.trouble() is None
    assert trouble is not None
    assert f"Port {number} of 127.0.0.1 is taken" in trouble
    assert f"`trunk_port` in {Path('yingda.toml').absolute()}" in trouble
    assert "YINGDA_TRUNK_PORT" in trouble


def test_an_address_of_another_machine_is_answered_with_its_own_setting() -> None:
    # An address for documentation: nobody has it.
    port = Port(socket.SOCK_STREAM, "192.0.2.7", 8080, "http_host", "http_port")

    trouble = port.trouble()

    assert trouble is not None
    assert "no address 192.0.2.7" in trouble
    assert "`http_host`" in trouble
