"""What our centre adds to the time until a caller and an agent hear each other.

The same SIPp load goes to our centre and to Asterisk's own app_queue, with the same agents,
who answer at once, on the same switch, in turns. Callers are subscribers on file: ours finds
out who calls, queues, offers, shows the customer at the agent's desk before it rings, and
commits every fact; the flow of the called number says nothing. Both record both sides. The
switch itself stamps when it has taken the INVITE and when the second of the two legs has
entered their bridge (manager events, for both alike).
"""

import asyncio
import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from pydantic_settings import BaseSettings, SettingsConfigDict

from bench.calling import cost, peer
from bench.calling.centre import CALLED, WRAP_SECONDS, BenchCentre, Pages
from bench.calling.observer import Observer
from bench.calling.telephones import Load, answering, call
from bench.result import conditions, quantile, show

REST = 4.0
"""Seconds between two rounds: until agents have written up and backlogs are gone."""


class Plan(BaseSettings):
    """How long and how much; shorter by `YINGDA_BENCH_…` while one works on it."""

    model_config = SettingsConfigDict(env_prefix="YINGDA_BENCH_")

    agents: int = 50
    rates: tuple[float, ...] = (2, 20)
    seconds: float = 60
    talk_seconds: float = 10
    at_once: int = 30
    """Calls that are up at the same time at most, so that an agent is free for each."""
    rounds: int = 5
    subscribers: int = 50_000


@dataclass(slots=True)
class Tally:
    """What all rounds of one system came to."""

    times: list[float] = field(default_factory=list)
    begun: int = 0
    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds of processor time, by kind of program."""

    @property
    def failed(self) -> int:
        return self.begun - len(self.times)

    def ms(self, share: float) -> float:
        return quantile(self.times, share) * 1e3 if self.times else float("inf")

    def cpu_ms(self, kind: str | None = None) -> float:
        spent = self.spent[kind] if kind else sum(self.spent.values())
        return spent / max(1, len(self.times)) * 1e3


class Bench:
    def __init__(self, centre: BenchCentre, plan: Plan) -> None:
        self._centre = centre
        self._plan = plan
        self._observer = Observer()
        self.pages = Pages(centre)

    async def measure(self) -> dict[float, dict[str, Tally]]:
        tallies = {
            rate: {"ours": Tally(), "app_queue": Tally()} for rate in self._plan.rates
        }
        peer.open_queue(self._centre)
        async with (
            self._observer.watching(self._centre),
            self.pages.open(self._centre.names),
        ):
            with answering(self._centre):
                await self._round(20, "ours", Tally(), seconds=3)
                await self._round(20, "app_queue", Tally(), seconds=3)
                for number in range(self._plan.rounds):
                    for rate, both in tallies.items():
                        for name in sorted(both, reverse=bool(number % 2)):
                            await self._round(rate, name, both[name])
        return tallies

    async def _round(
        self, rate: float, name: str, tally: Tally, *, seconds: float | None = None
    ) -> None:
        is_ours = name == "ours"
        plan, centre = self._plan, self._centre
        called = CALLED if is_ours else peer.CALLED
        load = Load(
            rate=rate,
            at_once=plan.at_once,
            seconds=seconds or plan.seconds,
            talk_seconds=plan.talk_seconds,
        )
        await peer.tell_us(centre, of_calls=is_ours)
        watched = self._observer.watch(called)
        pids = centre.pids()
        # The peer is the switch alone; ours is all that we run.
        counted = pids if is_ours else {"switch": pids["switch"]}
        before = {kind: cost.seconds(counted[kind]) for kind in counted}
        begun = await call(centre, called, load)
        await asyncio.sleep(REST)
        for kind in counted:
            tally.spent[kind] += cost.seconds(counted[kind]) - before[kind]
        tally.begun += begun
        tally.times += watched.through.values()
        if not is_ours:
            peer.forget_recordings(centre)


def tell(rate: float, both: dict[str, Tally], plan: Plan, popped: int) -> None:
    ours, theirs = both["ours"], both["app_queue"]
    figures = {
        "ours_p50_ms": ours.ms(0.5),
        "ours_p99_ms": ours.ms(0.99),
        "app_queue_p50_ms": theirs.ms(0.5),
        "app_queue_p99_ms": theirs.ms(0.99),
        "added_p50_ms": ours.ms(0.5) - theirs.ms(0.5),
        "added_p99_ms": ours.ms(0.99) - theirs.ms(0.99),
        "failed_ours": ours.failed,
        "failed_app_queue": theirs.failed,
        "cpu_ms_per_call_ours": ours.cpu_ms(),
        "cpu_ms_per_call_app_queue": theirs.cpu_ms(),
        **{
            f"cpu_ms_per_call_of_{kind}": ours.cpu_ms(kind)
            for kind in sorted(ours.spent)
        },
        "calls_ours": ours.begun,
        "calls_app_queue": theirs.begun,
        "popped": popped,
    }
    ok = (
        figures["added_p50_ms"] <= 10
        and figures["added_p99_ms"] <= 40
        and ours.failed <= theirs.failed
    )
    said = conditions(
        calls_a_second=rate,
        at_once_at_most=plan.at_once,
        agents=plan.agents,
        talk_seconds=plan.talk_seconds,
        wrap_seconds=WRAP_SECONDS,
        rounds=plan.rounds,
        seconds=plan.seconds,
        load=round(os.getloadavg()[0], 1),
    )
    show("calls", figures, said, ok=ok)


async def measure(folder: Path, plan: Plan) -> None:
    centre = BenchCentre(folder, agents=plan.agents, subscribers=plan.subscribers)
    await centre.found()
    with centre.running():
        bench = Bench(centre, plan)
        tallies = await bench.measure()
    for rate, both in tallies.items():
        tell(rate, both, plan, len(bench.pages.popped))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="yb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        uvloop.run(measure(folder, Plan()))
