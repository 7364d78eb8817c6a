"""Which rows of docs/requirements.md have a test that shows them, and how it ended.

As a pytest plugin it writes down, for every test marked with a row, how it ended. As a
program it prints one line a row: id, state, number of tests, name; then the counts.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECORD = ROOT / ".cache" / "rows.json"
TABLE = ROOT / "docs" / "requirements.md"


class Rows:
    """Outcomes by row and test; kept from run to run, so that parts may be run apart."""

    def __init__(self) -> None:
        self.outcomes: dict[str, dict[str, str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """A report carries its rows: the test may run in another process."""
        for item in session.items:
            for mark in item.iter_markers("row"):
                item.user_properties += [("row", row) for row in mark.args]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        for name, row in report.user_properties:
            tests = self.outcomes.setdefault(str(row), {}) if name == "row" else {}
            if tests.get(report.nodeid) != "failed":
                tests[report.nodeid] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            return  # whoever sent it the tests has all reports
        kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
        for row, tests in self.outcomes.items():
            kept.setdefault(row, {}).update(tests)
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(json.dumps(kept, indent=1, sort_keys=True))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Rows(), "yingda-rows")


def table() -> Iterator[tuple[str, str, bool]]:
    """Id, name and whether it waits for a later stage of the work."""
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) >= 4 and cells[0][:2].isupper() and "-" in cells[0]:
            yield cells[0], f"{cells[1]} / {cells[2]}", cells[-1] == "awaits"


def state(tests: dict[str, str], *, awaits: bool) -> str:
    outcomes = set(tests.values())
    if "failed" in outcomes:
        return "failed"
    if awaits:
        return "awaits"
    return "passed" if "passed" in outcomes else "none"


def main() -> None:
    kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    known = {
        row: {name: how for name, how in tests.items() if is_there(name)}
        for row, tests in kept.items()
    }
    counts: Counter[str] = Counter()
    for row, name, awaits in table():
        tests = known.get(row, {})
        now = state(tests, awaits=awaits)
        counts[now] += 1
        print(row, now, len(tests), name, sep="\t")
    print(*(f"{how} {counts[how]}" for how in ("passed", "failed", "awaits", "none")))
    sys.exit(1 if counts["failed"] else 0)


def is_there(node: str) -> bool:
    """Whether the test is still there: what was shown by one that is gone is not shown."""
    path, _, inside = node.partition("::")
    file, name = ROOT / path, inside.rpartition("::")[2].partition("[")[0]
    return file.exists() and f"def {name}(" in file.read_text("utf-8")


if __name__ == "__main__":
    main()
