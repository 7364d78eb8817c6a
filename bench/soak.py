"""An hour of everything at once (`YINGDA_SOAK_MINUTES`), over the whole centre with a real
switch and telephones: calls, chats, pages loaded anew, pages that read nothing, processes
killed in the first half. Printed is by how much each process's own memory grew in the last
third, and what is left over when it has become quiet; see tests/live/soak.py.
"""

import importlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.result import conditions, show

if TYPE_CHECKING:
    from live.house import House
    from live.soak import Soaked

MOST = 0.05
"""Of what a process held when it was warm."""


def main() -> None:
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    house = importlib.import_module("live.house")
    soak = importlib.import_module("live.soak")
    alone = importlib.import_module("live.switchboard").alone
    plan = soak.Plan()
    with (
        tempfile.TemporaryDirectory(prefix="ys-") as name,
        alone(),
        house.full_house(Path(name)) as made,
    ):
        rooms: House = made
        soaked: Soaked = soak.Soak(rooms, plan).run()
    report(soaked)


def report(soaked: "Soaked") -> None:
    figures: dict[str, float] = {
        **{f"growth_{name}": part for name, part in soaked.growth.items()},
        **{f"held_{name}_mib": mib for name, mib in soaked.held.items()},
        **{f"left_{name}": number for name, number in soaked.left.items()},
        **{name.replace(" ", "_"): number for name, number in soaked.done.items()},
        "troubles": len(soaked.troubles),
    }
    ok = (
        all(part < MOST for part in soaked.growth.values())
        and not any(soaked.left.values())
        and not soaked.troubles
    )
    show("soak", figures, conditions(minutes=round(soaked.seconds / 60, 1)), ok=ok)
