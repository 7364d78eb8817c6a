"""A rule: SQL is written in `store` only.

Finds calls of `run` or `copy` on a transaction with a text, outside a stage's `store` and
outside the platform. Run as `python -m tools.rules.sql src`.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

WORDS = ("select ", "insert ", "update ", "delete ", "with ")


def offences(source: str) -> Iterator[int]:
    """The lines on which SQL is handed to a transaction."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "run" and node.args and _is_sql(node.args[0]):
            yield node.lineno


def _is_sql(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return text.lstrip().lower().startswith(WORDS)
        case ast.JoinedStr(values=[first, *_]):
            return _is_sql(first)
        case _:
            return False


def is_allowed(file: Path) -> bool:
    parts = file.with_suffix("").parts
    return "platform" in parts or "store" in parts


def main() -> None:
    found = [
        f"{file}:{line}: SQL outside a store; give the store a verb and call it"
        for folder in sys.argv[1:]
        for file in sorted(Path(folder).rglob("*.py"))
        if not is_allowed(file)
        for line in offences(file.read_text("utf-8"))
    ]
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
