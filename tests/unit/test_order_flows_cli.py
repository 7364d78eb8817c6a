"""Flows of orders on the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders_flows import asks_back, changed, engine, files
from yingda.app.language import load
from yingda.journey.workorders import cli


def yingda_order_flow(*words: object) -> tuple[int, str]:
    app = cli.flows(engine, load("en").say)
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.mark.parametrize("flow", sorted(files()))
def test_every_shipped_flow_checks(tmp_path: Path, flow: str) -> None:
    file = tmp_path / "flow.bpmn"
    file.write_bytes(files()[flow])
    words = [] if asks_back(flow) else ["--internal"]

    assert yingda_order_flow("check", file, *words) == (0, f"{file}: sound\n")


def test_what_is_wrong_is_told_by_line_element_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "flow.bpmn"
    edit = ('>outcome == "returned"<', ">open('/etc/passwd')<")
    file.write_bytes(changed("consult", edit))

    code, told = yingda_order_flow("check", file)

    assert code == 1
    line = file.read_text("utf-8").split('"answer-out_judge"')[0].count("\n") + 1
    assert told.startswith(f"{file}:{line}: [order-flow-condition-runs-code] ")
    assert "answer-out_judge would run code: open('/etc/passwd')" in told


def test_a_file_that_is_far_too_large_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "flow.bpmn"
    with file.open("wb") as opened:
        opened.truncate(10 * 1024**3)  # ten gigabytes that take no room

    code, told = yingda_order_flow("check", file)

    assert code == 1
    assert "order-flow-too-large" in told
