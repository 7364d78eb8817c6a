"""`yingda routing replay`: what it prints, and what it says to a broken file."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from builders import HOME, NOON
from yingda.journey.routing.cli import commands, read_rules
from yingda.journey.routing.core.replay import Difference
from yingda.journey.routing.errors import BadRules
from yingda.journey.routing.service import Routing
from yingda.journey.routing.service.routing import Replayed
from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.org import Scope
from yingda.messages.routing import Offered


def offered(agent: str) -> Offered:
    return Offered(contact_id=ContactId("call"), agent_id=AgentId(agent), at=NOON)


class Log:
    """A day of ten turns; other rules would have chosen another agent once."""

    async def replay(
        self, scope: Scope, day: date, *, changes: Mapping[str, object] | None = None
    ) -> Replayed:
        assert (scope, day) == (HOME, date(2026, 1, 1))
        other = Difference(
            turn=7, recorded=(offered("ana"),), replayed=(offered("bo"),)
        )
        return Replayed(
            turns=10, differences=(other,) if changes else (), rules={"longest-idle": 4}
        )


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Routing, Scope]]:
    yield cast(Routing, Log()), HOME


def test_a_day_decided_alike_prints_no_difference() -> None:
    result = CliRunner().invoke(commands(opened), ["replay", "2026-01-01"])

    assert (result.exit_code, result.output) == (
        0,
        "rule longest-idle\tdecided 4\nturns 10\tdifferences 0\n",
    )


def test_other_rules_print_each_turn_that_would_differ(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('tiers = []\nring_for = "PT10S"\n')

    result = CliRunner().invoke(
        commands(opened), ["replay", "2026-01-01", "--rules", str(file)]
    )

    assert result.output.splitlines() == [
        "turn 7\twas offered call to ana\twould be offered call to bo",
        "rule longest-idle\tdecided 4",
        "turns 10\tdifferences 1",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ring_for = 20", "ring_for"),
        ("ringfor = 'PT20S'", "ringfor: only ring_for"),
        ("tiers = [", "Invalid value"),
    ],
)
def test_a_broken_file_of_rules_is_named_with_what_is_wrong(
    tmp_path: Path, text: str, what: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)

    with pytest.raises(BadRules) as refusal:
        read_rules(file)

    assert refusal.value.file == str(file)
    assert what in refusal.value.why
