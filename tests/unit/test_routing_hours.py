"""What the rules come to over hours: the bound of waiting, the estimate of a wait."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

import msgspec
import numpy as np
import pytest

from builders import NOON
from builders_routing import waiting
from simulation_routing import Simulation
from yingda.journey.routing.limits import Limits
from yingda.messages.routing import Waiting

HOUR = 3600
LONGEST = timedelta(seconds=180)
TIERS = {
    "vip": 0.08,
    "group": 0.08,
    "long-distance": 0.04,
    "contract": 0.2,
    "prepaid-brand": 0.2,
    "standard": 0.3,
    "other-network": 0.1,
}


def flood() -> list[Waiting]:
    """For two hours more VIPs than five agents can serve, and now and then a normal."""
    vips = [
        waiting(f"vip-{n}", at=NOON + timedelta(seconds=10 * n), tier="vip")
        for n in range(2 * HOUR // 10)
    ]
    normals = [
        waiting(f"normal-{n}", at=NOON + timedelta(seconds=7 + 60 * n))
        for n in range(2 * HOUR // 60)
    ]
    return [*vips, *normals]


def longest_normal(limits: Limits, seed: int = 1) -> timedelta:
    rng = np.random.default_rng(seed)
    simulation = Simulation(
        agents=5, handle=lambda: float(rng.lognormal(4.0, 0.4)), limits=limits
    )
    simulation.run(flood())
    return max(
        wait
        for contact_id, wait in simulation.waits.items()
        if contact_id.startswith("normal")
    )


@pytest.mark.row("CT-03")
@pytest.mark.parametrize("seed", range(2))
def test_in_a_flood_of_vips_a_normal_call_waits_no_longer_than_allowed(
    seed: int,
) -> None:
    assert longest_normal(Limits(), seed) <= LONGEST


def test_without_the_bound_the_same_flood_keeps_normal_calls_longer() -> None:
    tiers = tuple(
        msgspec.structs.replace(tier, longest_wait=None) for tier in Limits().tiers
    )

    assert longest_normal(Limits(tiers=tiers)) > 2 * LONGEST


def poisson(
    rate: Callable[[float], float], rng: np.random.Generator
) -> Iterator[Waiting]:
    """Callers of three hours and all tiers, `rate` of them a second, in waves."""
    at, number = 0.0, 0
    while at < 3 * HOUR:
        at += float(rng.exponential(1 / rate(at)))
        tier = str(rng.choice(list(TIERS), p=list(TIERS.values())))
        yield waiting(f"call-{number:05}", at=NOON + timedelta(seconds=at), tier=tier)
        number += 1


@pytest.mark.row("CT-02")
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("agents", [5, 20])
def test_half_of_the_estimates_err_by_less_than_thirty_per_cent(
    seed: int, agents: int
) -> None:
    rng = np.random.default_rng(seed)
    mean = 180.0

    def handle() -> float:
        return float(rng.lognormal(np.log(mean) - 0.125, 0.5))

    def rate(at: float) -> float:
        # Each hour: twenty minutes a quarter too many, then forty a third too few.
        return agents / mean * (1.25 if at % HOUR < HOUR / 3 else 0.7)

    simulation = Simulation(agents=agents, handle=handle)
    simulation.run(poisson(rate, rng))
    errors = [
        abs(told - simulation.waits[contact_id]) / simulation.waits[contact_id]
        for contact_id, told in simulation.estimates.items()
    ]

    assert len(errors) > 50
    assert median(errors) <= 0.30
