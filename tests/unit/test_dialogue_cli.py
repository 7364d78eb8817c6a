"""Flows on the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders_dialogue import QUEUES, SMALL
from yingda.journey.dialogue import cli, wiring
from yingda.journey.dialogue.adapters.silence import SilentSpeech

SHIPPED = Path(cli.__file__).parent / "data" / "flows" / "hotline.toml"


def yingda_flows(
    *words: object, keys: str = "", folder: Path = Path()
) -> tuple[int, str]:
    app = cli.commands(
        lambda: wiring.sounds(folder=folder, speech=SilentSpeech()), lambda: QUEUES
    )
    result = CliRunner().invoke(app, [str(word) for word in words], input=keys)
    return result.exit_code, result.output


def test_the_shipped_flow_checks() -> None:
    assert yingda_flows("check", SHIPPED) == (0, "hotline: 41 nodes, sound\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('no_key = "people"', "", "choose: no-way-after-silence"),
        ('kind = "menu"', 'kind = "dance"', "dance"),
    ],
)
def test_a_faulty_flow_is_told_by_node_and_reason(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / "flow.toml"
    file.write_text(SMALL.replace(old, new))

    code, said = yingda_flows("check", file)

    assert code == 1
    assert told in said


def test_a_text_becomes_a_file(tmp_path: Path) -> None:
    code, said = yingda_flows("say", "您好", folder=tmp_path)

    assert code == 0
    assert Path(said.strip()).is_file()


def test_a_walk_shows_what_is_said_and_told() -> None:
    code, said = yingda_flows("walk", SHIPPED, "--brand", "quanqiutong", keys="7\n1\n")

    assert code == 0
    assert "尊敬的全球通客户" in said
    assert "您的输入有误" in said
    assert "Wanted(why='key', queue_id='fault'" in said


def test_a_walk_may_wait_ask_and_hang_up() -> None:
    code, said = yingda_flows("walk", SHIPPED, keys="\n5\none\nq\n")

    assert code == 0
    assert "没有收到您的输入" in said
    assert "工单号码" in said
    assert "Over(outcome='left')" in said
