"""Why the dialogue may say no."""

from dataclasses import dataclass

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class FlowRefused(Refusal):
    """The flow is not published: callers would be lost in it."""

    code = "flow-refused"
    status = 422

    flow_id: str
    faults: tuple[str, ...]
    """Node, reason and detail of each: `ask-branch: unknown-node (sayy)`."""


@dataclass(eq=False)
class FlowUnreadable(Refusal):
    """The text is no flow: its form is wrong at the place named."""

    code = "flow-unreadable"
    status = 400

    reason: str


@dataclass(eq=False)
class UnknownFlow(Refusal):
    """There is no flow of this id."""

    code = "unknown-flow"
    status = 404

    flow_id: str
