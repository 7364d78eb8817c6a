"""The firms that serve on the demo's behalf."""

import tomllib
from functools import cache
from importlib import resources

import msgspec

from yingda.journey.partners.model import NewProvider


@cache
def providers() -> tuple[NewProvider, ...]:
    """Four whom callers ask for by a code, and three contractors of field visits."""
    file = resources.files(__package__) / "data" / "providers.toml"
    read = tomllib.loads(file.read_text("utf-8"))
    return msgspec.convert(read["providers"], tuple[NewProvider, ...])
