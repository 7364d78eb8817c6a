"""SQL is written in stores only."""

from pathlib import Path

import pytest
from tools.rules.sql import is_allowed, offences


@pytest.mark.parametrize(
    "line",
    [
        'await tx.run("select 1 from a.b")',
        'await tx.run(f"select {x} from a.b")',
        'await self._tx.run("  INSERT into a.b values (1)")',
    ],
)
def test_a_statement_handed_to_a_transaction_is_found(line: str) -> None:
    assert list(offences(f"async def f():\n    {line}\n")) == [2]


@pytest.mark.parametrize(
    "line", ["subprocess.run(['ls'])", "app.run('select')", "await store.add(tx)"]
)
def test_other_calls_are_not(line: str) -> None:
    assert list(offences(f"async def f():\n    {line}\n")) == []


def test_stores_and_the_platform_may() -> None:
    assert is_allowed(Path("src/yingda/journey/desk/store.py"))
    assert is_allowed(Path("src/yingda/journey/desk/store/board.py"))
    assert is_allowed(Path("src/yingda/platform/sql/work.py"))
    assert not is_allowed(Path("src/yingda/journey/desk/service.py"))
