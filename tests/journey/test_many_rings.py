"""Two hundred telephones ring at one moment: the screens are there before the answer."""

import json

import pytest
from bench import pop


@pytest.mark.long
@pytest.mark.row("AD-03")
def test_two_hundred_screens_at_once_are_in_time_and_as_the_customer_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pop.main()

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    print(told)
    assert pop.AGENTS == 200
    assert told["figures"]["p95_ms"] < 500
    assert told["figures"]["unequal"] == 0
