"""The house holds: no stage imports another, and no exception is written down."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.row("NF-09")
def test_every_import_contract_is_kept() -> None:
    # In a process of its own: it silences all loggers that are there already.
    asked = (
        "from importlinter.cli import lint_imports as lint; raise SystemExit(lint())"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_the_contracts_have_no_exceptions() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]

    assert [one for one in contracts if one.get("ignore_imports")] == []
    independent = [one for one in contracts if one["type"] == "independence"]
    assert [one["modules"] for one in independent] == [["yingda.journey.*"]]
