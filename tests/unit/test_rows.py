"""What `make rows` takes for shown."""

from typing import cast

import pytest
from tools.rows import Rows, is_there, state

HERE = "tests/unit/test_rows.py"


class Report:
    """What pytest tells of one phase of a test."""

    def __init__(self, when: str, outcome: str) -> None:
        self.nodeid, self.when, self.outcome = "t", when, outcome
        self.passed = outcome == "passed"
        self.user_properties = [("row", "CT-02"), ("another", "thing")]


def outcome(*phases: tuple[str, str]) -> str:
    rows = Rows()
    for phase in phases:
        rows.pytest_runtest_logreport(cast(pytest.TestReport, Report(*phase)))
    assert list(rows.outcomes) == ["CT-02"]
    return rows.outcomes["CT-02"]["t"]


def test_a_test_is_what_became_of_its_body() -> None:
    assert outcome(("setup", "passed"), ("call", "passed")) == "passed"
    assert outcome(("setup", "passed"), ("call", "failed")) == "failed"


def test_a_test_that_could_not_begin_or_end_has_failed() -> None:
    assert outcome(("setup", "failed"), ("teardown", "passed")) == "failed"
    assert outcome(("call", "passed"), ("teardown", "failed")) == "failed"


def test_a_test_that_was_skipped_shows_nothing() -> None:
    assert outcome(("setup", "skipped"), ("teardown", "passed")) == "skipped"
    assert state({"t": "skipped"}, awaits=False) == "none"


def test_a_row_that_waits_or_has_a_failed_test_has_not_passed() -> None:
    assert state({"a": "passed", "b": "failed"}, awaits=False) == "failed"
    assert state({"a": "passed"}, awaits=True) == "awaits"
    assert state({"a": "passed"}, awaits=False) == "passed"


def test_a_test_that_is_gone_shows_nothing() -> None:
    assert is_there(f"{HERE}::test_a_test_that_is_gone_shows_nothing")
    assert not is_there(f"{HERE}::test_of_" + "yesterday[one]")
    assert not is_there("tests/unit/test_of_yesterday.py::test_rows")
