"""A day recorded once loads and is decided alike for ever (tests/replay)."""

from pathlib import Path

import msgspec
import pytest

from yingda.journey.routing.core.replay import Difference, Replay
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.limits import Limits
from yingda.messages.routing import FloorSnapshot, FloorTurned

Told = FloorSnapshot | FloorTurned
RECORDED = Path(__file__).parent.parent / "replay" / "routing.jsonl"


@pytest.mark.row("NF-21")
def test_the_recorded_day_is_decided_alike() -> None:
    replay, found = Replay(), list[Difference]()
    for line in RECORDED.read_text("utf-8").splitlines():
        told: Told = msgspec.json.decode(line, type=Told)
        match told:
            case FloorTurned() as turned:
                found.extend(replay.follow(turned))
            case FloorSnapshot() as snapshot:
                limits = msgspec.json.decode(snapshot.rules, type=Limits)
                rules = Rules(limits, snapshot.rules_version)
                found.extend(replay.begin(snapshot, rules))

    assert replay.turns == 25
    assert found == []
