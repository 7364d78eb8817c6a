"""What the work orders do when they are asked to."""

from yingda.journey.workorders.service.watch import Watch
from yingda.messages.workorders import WarnOfOrder
from yingda.platform.ports import Bus


def listen(bus: Bus, watch: Watch) -> None:
    bus.does("workorders", WarnOfOrder, watch.warn)
