"""A rule: every figure is defined once, in the registry of analytics.

Finds what counts, sums, averages or divides elsewhere: in SQL texts and SQL files, in
Python (`len(…) / …`, `statistics`), and in the pages (`answered / requested`). What may
do so is listed below with its reason. Run as `python -m tools.rules.metrics src web/src`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

NOW = "a state of this moment, which no finished day could be recomputed from"
ALLOWED: dict[str, str] = {
    "src/yingda/journey/analytics": "the registry, its compiler and its one division",
    "src/yingda/journey/routing/store.py:queues_now": f"who waits now: {NOW}",
    "src/yingda/journey/routing/store.py:crews": f"who could answer now: {NOW}",
    "src/yingda/journey/channels/store/phones.py:pages": f"pages open now: {NOW}",
    "src/yingda/platform/sql/migrate.py:_grant": "reads PostgreSQL's own catalogue",
    "web/src/lib/microphone.ts": "the loudness of a microphone",
}
"""A folder, a file, or a function of a file → why it may."""

_STATEMENT = re.compile(r"\b(select|insert|update|delete|with|create)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(from|into|update|view)\s", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(count|sum|avg|stddev\w*|variance|var_\w+|percentile_\w+|mode)\s*\("
    r"|\bfilter\s*\(\s*where\b|\bgroup\s+by\b",
    re.IGNORECASE,
)
_DIVIDES = re.compile(r"[\w)]\s*/\s*(?:[a-z_(:]|\d)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_COUNTERS = r"(?:requested|answered|abandoned|flowed\w*|offered|handled|numerator)"
_PAGE_DIVIDES = re.compile(
    rf"\b{_COUNTERS}\b\)?\s*/\s*[\w(]|\.length\s*/\s*[\w(]"
    rf"|[\w)]\s*/\s*\(?[\w.?]*\b(?:{_COUNTERS}|denominator|length)\b"
)


def in_sql(text: str) -> str | None:
    """What a text of SQL counts or divides by, or None; other texts are none of ours."""
    if not (_STATEMENT.search(text) and _FROM.search(text)):
        return None
    bare = _QUOTED.sub("''", _COMMENT.sub(" ", text))
    if found := _COUNTS.search(bare):
        return found.group().rstrip("( ")
    return "/" if _DIVIDES.search(bare) else None


def in_python(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, finding and name of the function around it, for every offence."""
    tree = ast.parse(source)
    around = {
        part: node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if found := _of(node):
            yield getattr(node, "lineno", 1), found, around.get(node, "")


def in_page(source: str) -> Iterator[tuple[int, str]]:
    """Counters divided in a page: it shows figures as they are given."""
    for number, line in enumerate(source.splitlines(), 1):
        code = line.split("//")[0]
        if not code.lstrip().startswith(("import ", "*", "<")) and (
            found := _PAGE_DIVIDES.search(re.sub(r"([\"'`]).*?\1", "''", code))
        ):
            yield number, found.group()


def _of(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return in_sql(text)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return "a quotient of counts" if _is_count(left, right) else None
        case ast.Import(names=names) if any(n.name == "statistics" for n in names):
            return "statistics"
        case ast.ImportFrom(module="statistics"):
            return "statistics"
        case _:
            return None


def _is_count(*sides: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name | ast.Attribute)
        and (part.func.id if isinstance(part.func, ast.Name) else part.func.attr)
        in ("len", "sum", "total", "count")
        for side in sides
        for part in ast.walk(side)
    )


def offences(file: Path) -> Iterator[tuple[int, str]]:
    """Line and finding, without what is allowed."""
    text = file.read_text("utf-8")
    match file.suffix:
        case ".py":
            for line, found, function in in_python(text):
                if not is_allowed(file, function):
                    yield line, found
        case ".sql":
            if what := in_sql(text):
                yield 1, what
        case ".ts" | ".tsx":
            yield from in_page(text)
        case _:
            return


def is_allowed(file: Path, function: str = "") -> bool:
    path = f"/{file.as_posix()}"
    return any(
        path.endswith(f"/{one}")
        or f"/{one}/" in path
        or f"{path}:{function}".endswith(f"/{one}")
        for one in ALLOWED
    )


def main() -> None:
    found = [
        f"{file}:{line}: `{what}` outside the registry; define the figure in"
        " journey/analytics/data/kpis.toml and ask analytics for it"
        for folder in sys.argv[1:]
        for file in sorted(Path(folder).rglob("*.*"))
        if file.suffix in (".py", ".sql", ".ts", ".tsx") and not is_allowed(file)
        for line, what in offences(file)
    ]
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
