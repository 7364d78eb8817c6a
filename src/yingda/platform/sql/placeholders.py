"""Statements with `:name` for a value, as the stores write them, in PostgreSQL's `$1`."""

import re
from functools import lru_cache

_NAME = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@lru_cache(maxsize=4096)
def compiled(sql: str) -> tuple[str, tuple[str, ...]]:
    """The statement with `$n` and the names in the order of their numbers.

    A cast (`::text`) is left alone. A quoted text must not contain `:name`.
    """
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _NAME.sub(number, sql), tuple(names)
