"""Settings that are wrong are answered with a sentence: file, key, what is allowed."""

import json
from pathlib import Path

import pytest

from yingda.app.processes import message_centre
from yingda.app.settings import BrokenSettings, load
from yingda.app.supervisor import environment


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be started in, with nothing in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATA", "HTTP_PORT", "ASTERISK", "SUBSCRIBERS"):
        monkeypatch.delenv(f"YINGDA_{name}", raising=False)
    return tmp_path


def refused(text: str) -> str:
    Path("yingda.toml").write_text(text, "utf-8")
    with pytest.raises(BrokenSettings) as broken:
        load()
    return str(broken.value)


def test_without_a_file_there_is_a_demo_on_this_machine(folder: Path) -> None:
    settings = load()

    assert settings.http_host == settings.trunk_host == "127.0.0.1"
    assert (settings.http_port, settings.trunk_port) == (8080, 5060)
    assert settings.data == folder / "var"


@pytest.mark.parametrize(
    ("host", "pages"),
    [("127.0.0.1", "127.0.0.1:8080"), ("::1", "[::1]:8080"), ("me", "me:8080")],
)
def test_an_address_of_version_6_stands_in_brackets(host: str, pages: str) -> None:
    Path("yingda.toml").write_text(
        f"http_host = '{host}'\ndemo_password = 'one-of-my-own'\n"
    )
    assert load().pages == pages


def test_a_name_that_begins_like_this_machine_is_not_this_machine() -> None:
    assert "demo_password" in refused("http_host = '127.example.org'\n")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("yingda.toml").write_text("http_port = 9090\nhotline = '12345'\n")
    monkeypatch.setenv("YINGDA_HTTP_PORT", "7070")

    assert (load().http_port, load().hotline) == (7070, "12345")


def test_a_value_out_of_range_is_answered_with_file_key_and_range(folder: Path) -> None:
    sentence = refused("http_port = 99999\n")

    assert str(folder / "yingda.toml") in sentence
    assert "YINGDA_HTTP_PORT" in sentence
    assert "`http_port`" in sentence
    assert "65535" in sentence


def test_networks_may_be_written_with_commas_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for said in ("10.0.0.0/8, 192.168.1.7", '["10.0.0.0/8", "192.168.1.7"]'):
        monkeypatch.setenv("YINGDA_TRUNK_FROM", said)
        assert list(map(str, load().trunk_from)) == ["10.0.0.0/8", "192.168.1.7/32"]
    for wrong in ("10.0.0.0/8;x", '["10.0.0.0/8", ""]'):
        monkeypatch.setenv("YINGDA_TRUNK_FROM", wrong)
        with pytest.raises(BrokenSettings, match="YINGDA_TRUNK_FROM"):
            load()


def test_a_file_in_another_alphabet_is_answered_with_its_name(folder: Path) -> None:
    (folder / "yingda.toml").write_bytes("demo_password = '应答'".encode("gb18030"))

    with pytest.raises(BrokenSettings, match=r"yingda\.toml is not text in UTF-8"):
        load()


def test_a_folder_in_place_of_the_file_is_answered(folder: Path) -> None:
    (folder / "yingda.toml").mkdir()

    with pytest.raises(BrokenSettings, match="is a folder"):
        load()


def test_the_known_password_opens_nothing_to_a_network() -> None:
    sentence = refused("http_host = '0.0.0.0'\n")

    assert "YINGDA_DEMO_PASSWORD" in sentence
    assert "one of your own" in sentence

    Path("yingda.toml").write_text(
        "http_host = '0.0.0.0'\ndemo_password = 'a longer one'\n"
    )
    assert load().http_host == "0.0.0.0"


def test_an_unknown_key_is_answered_with_those_that_exist(folder: Path) -> None:
    sentence = refused("htp_port = 8080\n")

    assert "`htp_port`" in sentence
    assert "http_port" in sentence


def test_a_file_that_is_not_toml_is_answered_with_the_place(folder: Path) -> None:
    sentence = refused("http_port = = 1\n")

    assert str(folder / "yingda.toml") in sentence
    assert "line 1" in sentence


def test_all_mistakes_are_told_at_once() -> None:
    assert len(refused("http_port = 0\nseed = 'x'\n").splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ('trunk_from = ["anybody"]', "trunk_from", "network"),
        ("rtp_from = 30000\nrtp_to = 20000", "rtp_to", "above `rtp_from`"),
        (f'data = "{"long" * 30}"', "data", "may have 91 bytes"),
    ],
)
def test_what_the_switch_could_not_use_is_answered_before_it_starts(
    text: str, key: str, allowed: str
) -> None:
    sentence = refused(text)

    assert f"`{key}`" in sentence
    assert allowed in sentence


def test_networks_reach_the_processes_as_they_were_set() -> None:
    Path("yingda.toml").write_text('trunk_from = ["10.0.0.0/8", "::1/128"]\n')
    told = environment(load())

    assert json.loads(told["YINGDA_TRUNK_FROM"]) == ["10.0.0.0/8", "::1/128"]


def test_a_list_in_the_environment_that_is_no_list_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YINGDA_TRUNK_FROM", "not json")

    with pytest.raises(BrokenSettings, match="trunk_from"):
        load()


def test_a_message_centre_is_named_by_host_and_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load().smsc is None
    assert message_centre(load()) is None
    assert "`smsc`" in refused("smsc = 'localhost'\n")
    Path("yingda.toml").unlink()
    monkeypatch.setenv("YINGDA_SMSC", "10.0.0.5:2775")
    link = message_centre(load())

    assert link is not None
    assert not link.is_bound
