"""A thousand desks are shown what is new, for little more than the frames cost."""

import json

import pytest
from bench import push


@pytest.mark.long
def test_a_thousand_desks_cost_little_more_than_their_frames(
    capfd: pytest.CaptureFixture[str],
) -> None:
    push.main()

    told = json.loads(capfd.readouterr().out.splitlines()[-1])
    print(told)
    assert told["figures"]["lost"] == 0
    assert told["figures"]["cpu_ratio"] <= 2.5
