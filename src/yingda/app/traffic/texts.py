"""What simulated people write, and how their sentences are read from a file."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")


class Texts(Struct, frozen=True, kw_only=True):
    """Sentences of visitors and agents."""

    agent_begins: str
    agent_to_people: str
    agent_goes_on: str
    agent_ends: str
    visitor_ends: str
    talks: Mapping[str, tuple[str, ...]]
    """By topic: the visitor's and the agent's in turn, the visitor first."""


def texts() -> Texts:
    return read("chats.toml", Texts)


def read(name: str, kind: type[T]) -> T:
    file = resources.files("yingda.app.world") / "data" / name
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), kind)
