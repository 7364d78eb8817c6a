"""The simulated switch: a whole telephone world in memory, as fast as its clock.

Callers and telephones are moved by whoever simulates (`call`, `press`, `pick_up`, …);
the centre speaks to it through the port and cannot tell it from a real one. The same
orders and moves at the same moments give the same signals.

Time is the clock's. What lies ahead (a telephone that answers after four seconds, the
end of a saying) happens in `move`, which also says when to come again; `run` does so
for a clock that goes by itself.
"""

from yingda.journey.channels.adapters.simulated.lines import (
    ANSWERS,
    AWAY,
    DECLINES,
    RINGS,
    Habit,
    SimulatedLine,
)
from yingda.journey.channels.adapters.simulated.switch import SimulatedSwitch

__all__ = [
    "ANSWERS",
    "AWAY",
    "DECLINES",
    "RINGS",
    "Habit",
    "SimulatedLine",
    "SimulatedSwitch",
]
