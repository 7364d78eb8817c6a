"""Each stage's border is what is wired, what it says is what it may say."""

import ast
import re
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

import yingda.journey
from builders import ground
from journey.scene import edition, parts
from yingda.app.build import build
from yingda.journey import STAGES
from yingda.journey.channels.adapters.simulated.switch import SimulatedSwitch
from yingda.kernel.message import Command, Event, Message
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database
from yingda.platform.sql.relay import Relay

LABELS = ["Hears", "Says", "Does", "Asks", "Owns"]


def border(stage: str) -> dict[str, str]:
    """The five entries of a stage's first page, continued lines joined."""
    text = import_module(f"yingda.journey.{stage}").__doc__ or ""
    entries: dict[str, str] = {}
    label = ""
    for line in text.splitlines()[2:]:
        if match := re.match(r"([A-Z][a-z]+) +(.*)", line):
            label = match[1]
            entries[label] = match[2]
        elif line.strip():
            entries[label] += " " + line.strip()
    return entries


def names(text: str) -> set[str]:
    return set() if text == "nothing" else {one.strip() for one in text.split(",")}


def wired(folder: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What each stage hears and does, as the centre is built."""
    clock = HandClock(import_module("builders").NOON)
    base = ground(Database.__new__(Database), clock)
    centre = build(edition(base, folder), parts(SimulatedSwitch(clock), folder))
    bus = centre.edition.bus
    assert isinstance(bus, Relay)
    does: dict[str, set[str]] = {}
    for kind, stage in bus.doers.items():
        does.setdefault(stage, set()).add(kind)
    hears = {
        stage: set(kinds) - does.get(stage, set()) for stage, kinds in bus.ears.items()
    }
    return hears, does


@pytest.mark.row("NF-09")
@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_hears_and_does_what_its_border_says(
    stage: str, tmp_path: Path
) -> None:
    hears, does = wired(tmp_path)
    written = border(stage)

    assert list(written) == LABELS
    assert names(written["Hears"]) == hears.get(stage, set())
    assert names(written["Does"]) == does.get(stage, set())


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_what_its_border_says(stage: str) -> None:
    """Events that its code makes are on its first page, and those there are in its code."""
    events = {one.__name__ for one in kinds(Event)}
    root = Path(str(files(f"yingda.journey.{stage}")))
    nodes = [
        node
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
    ]
    made = {
        node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    named = {node.id for node in nodes if isinstance(node, ast.Name)}

    says = names(border(stage)["Says"])

    assert made & events <= says <= named


def kinds(base: type[Message]) -> set[type[Message]]:
    found = set(base.__subclasses__())
    return found | {below for one in found for below in kinds(one)}


def test_every_stage_folder_is_listed() -> None:
    here = Path(yingda.journey.__file__).parent

    assert {path.parent.name for path in here.glob("*/__init__.py")} == set(STAGES)


def test_every_event_is_said_and_every_command_done(tmp_path: Path) -> None:
    """An event that nobody says is a promise that nobody keeps."""
    _, does = wired(tmp_path)
    said = set().union(*(names(border(stage)["Says"]) for stage in STAGES))
    ours = {one for one in kinds(Event) if one.__module__.startswith("yingda.messages")}

    assert {one.__name__ for one in ours} - said == set()
    commands = {one.__name__ for one in kinds(Command)}
    assert commands - set().union(*does.values()) == set()
