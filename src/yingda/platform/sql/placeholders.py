"""Statements with `:name` for a value, as the stores write them, in PostgreSQL's `$1`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_NAME = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_LOCKS = re.compile(
    r"\bfor\s+(no\s+key\s+update|update|key\s+share|share)\b|\.take_\w+\("
)
"""Functions that lock what they answer with are named `take_…`."""


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    """With `$n`."""
    names: tuple[str, ...]
    """In the order of their numbers."""
    is_look: bool
    """Whether it neither changes nor locks anything."""


@lru_cache(maxsize=4096)
def compiled(sql: str) -> Statement:
    """A cast (`::text`) is left alone. A quoted text must not contain `:name`."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    text = _NAME.sub(number, sql)
    is_look = sql.lstrip().lower().startswith("select") and not _LOCKS.search(sql)
    return Statement(text, tuple(names), is_look)
