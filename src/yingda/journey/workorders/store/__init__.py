"""Orders, what is to be done about them, and what was done."""

from yingda.journey.workorders.store.clocks import (
    move_due,
    pause,
    pauses,
    resume,
    warned,
)
from yingda.journey.workorders.store.orders import (
    add,
    alike,
    listed,
    next_number,
    one,
    open_of,
    several,
    stand,
    taken,
)
from yingda.journey.workorders.store.steps import add_step, last_step, steps
from yingda.journey.workorders.store.supervisions import (
    answer,
    release,
    supervise,
    supervision,
    supervisions,
)
from yingda.journey.workorders.store.tasks import (
    add_task,
    confirm_task,
    end_task,
    has_task,
    move_task,
    task,
    tasks,
    to_do,
)

__all__ = [
    "add",
    "add_step",
    "add_task",
    "alike",
    "answer",
    "confirm_task",
    "end_task",
    "has_task",
    "last_step",
    "listed",
    "move_due",
    "move_task",
    "next_number",
    "one",
    "open_of",
    "pause",
    "pauses",
    "release",
    "resume",
    "several",
    "stand",
    "steps",
    "supervise",
    "supervision",
    "supervisions",
    "taken",
    "task",
    "tasks",
    "to_do",
    "warned",
]
