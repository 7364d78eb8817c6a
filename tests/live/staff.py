"""More people than the demo has, founded over a centre that runs."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

from live.centre import PASSWORD, LiveCentre

_FOUND = """
import asyncio, json, sys
from yingda.app.cli import opening
from yingda.journey.people.model import NewUser, Organisation, SeatOf

def agent(name):
    seat = SeatOf(number=name[1:], group_id="g1", queues=("general",),
                  skills={"general": 5}, capacity=json.loads(sys.argv[2]))
    return NewUser(user_id=name, login=name, name=name, roles=("agent",), path="sn",
                   seat=seat)

async def found(names, password):
    async with opening(lambda centre: centre.people)() as (people, scope):
        made = Organisation(places=(), groups=(), users=tuple(map(agent, names)))
        print(await people.found(scope, made, password))

asyncio.run(found(sys.argv[3:], sys.argv[1]))
"""


def found(
    centre: LiveCentre, names: Sequence[str], *, capacity: Mapping[str, int]
) -> None:
    """Agents of the queue `general`; each is called as they sign in."""
    words = [PASSWORD, json.dumps(capacity), *names]
    done = subprocess.run(
        [sys.executable, "-c", _FOUND, *words],
        env=centre.environment,
        cwd=centre.folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
