"""The house holds: no stage imports another, and no exception is written down."""

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]


@pytest.mark.row("NF-09")
def test_every_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert lint_imports(cache_dir=None) == 0


def test_the_contracts_have_no_exceptions() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]

    assert [one for one in contracts if one.get("ignore_imports")] == []
    independent = [one for one in contracts if one["type"] == "independence"]
    assert [one["modules"] for one in independent] == [["yingda.journey.*"]]
