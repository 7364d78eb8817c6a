"""Why a flow of orders, or a step in it, is refused."""

from dataclasses import dataclass

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class FlowFault(Refusal):
    """One thing for which a file is not taken as a flow of orders."""

    status = 422

    element: str
    """Its id, or what it is called in the file if it has none."""
    line: int


@dataclass(eq=False)
class FlowTooLarge(FlowFault):
    """Nobody draws so much by hand, and it would be walked for too long."""

    code = "order-flow-too-large"

    what: str
    most: int


class FlowNotBpmn(FlowFault):
    """It cannot be read as BPMN, which is XML, in UTF-8."""

    code = "order-flow-not-bpmn"


class FlowDeclaresEntities(FlowFault):
    """A DTD can grow without bound or name files of ours; no flow needs one."""

    code = "order-flow-declares-entities"


@dataclass(eq=False)
class FlowElementUnknown(FlowFault):
    """It has no meaning here, so it would be passed over in silence."""

    code = "order-flow-element-unknown"

    name: str


@dataclass(eq=False)
class FlowRunsCode(FlowFault):
    """Scripts, services, messages: what a file says must never do anything by itself."""

    code = "order-flow-runs-code"

    name: str


@dataclass(eq=False)
class FlowSplits(FlowFault):
    """An order stands at one node; several at once are orders of their own below it."""

    code = "order-flow-splits"

    name: str


@dataclass(eq=False)
class FlowCallsAnother(FlowFault):
    """A flow is whole in its file."""

    code = "order-flow-calls-another"

    name: str


@dataclass(eq=False)
class FlowAttributeWrong(FlowFault):
    """An attribute or property is missing, or is not one of those there are."""

    code = "order-flow-attribute-wrong"

    attribute: str
    value: str
    allowed: str


class FlowIdTwice(FlowFault):
    """Two elements have one id."""

    code = "order-flow-id-twice"


class FlowLaneMissing(FlowFault):
    """A node lies in no lane, or in two."""

    code = "order-flow-lane-missing"


@dataclass(eq=False)
class FlowNotOnce(FlowFault):
    """There must be exactly one of these."""

    code = "order-flow-not-once"

    name: str
    count: int


class FlowOutsideProvince(FlowFault):
    """It starts, judges, asks back or closes, and lies below the province."""

    code = "order-flow-outside-province"


class FlowLeadsNowhere(FlowFault):
    """A way that begins or ends at no node of this flow."""

    code = "order-flow-leads-nowhere"


@dataclass(eq=False)
class FlowWaysWrong(FlowFault):
    """Too few or too many ways lead out of a node, or into it."""

    code = "order-flow-ways-wrong"

    count: int
    allowed: str


class FlowDefaultMissing(FlowFault):
    """A gateway at which an order could stay for ever."""

    code = "order-flow-default-missing"


class FlowConditionMissing(FlowFault):
    """A way out of a gateway that is neither the default nor under a condition."""

    code = "order-flow-condition-missing"


class FlowConditionNeedless(FlowFault):
    """A condition where nobody asks for it: only gateways do, and not for their default."""

    code = "order-flow-condition-needless"


@dataclass(eq=False)
class FlowConditionUnreadable(FlowFault):
    """It does not compare facts with values."""

    code = "order-flow-condition-unreadable"

    why: str


@dataclass(eq=False)
class FlowConditionRunsCode(FlowFault):
    """It calls, reaches into something or loops."""

    code = "order-flow-condition-runs-code"

    what: str


@dataclass(eq=False)
class FlowConditionsMeet(FlowFault):
    """Two ways out of a gateway can hold at once: which is gone would be chance."""

    code = "order-flow-conditions-meet"

    facts: str


class FlowNeverTaken(FlowFault):
    """A way whose condition can never hold where it is asked."""

    code = "order-flow-never-taken"


class FlowUnreachable(FlowFault):
    """A node at which no order ever arrives."""

    code = "order-flow-unreachable"


class FlowNeverEnds(FlowFault):
    """A node from which no order ever comes to an end."""

    code = "order-flow-never-ends"


class FlowSpins(FlowFault):
    """A loop of gateways in which nobody does anything."""

    code = "order-flow-spins"


@dataclass(eq=False)
class FlowWrongTurn(FlowFault):
    """After this outcome an order must not come to a node of this kind."""

    code = "order-flow-wrong-turn"

    outcome: str
    to: str


class FlowClosesUnasked(FlowFault):
    """It can be closed though nobody called the customer since the work was done."""

    code = "order-flow-closes-unasked"


class FlowNotDrawn(FlowFault):
    """It has no place in the drawing, so the page could not show where an order is."""

    code = "order-flow-not-drawn"


@dataclass(eq=False)
class FlowNotRunnable(FlowFault):
    """The engine does not take it."""

    code = "order-flow-not-runnable"

    why: str


@dataclass(eq=False)
class UnknownFlow(Refusal):
    """There is no flow of this name, or not in this version."""

    code = "unknown-order-flow"
    status = 404

    flow: str
    version: int | None


@dataclass(eq=False)
class WrongNode(Refusal):
    """The order does not stand at this node, or it cannot be completed like this."""

    code = "wrong-order-node"

    node: str
    outcome: str
    stands_at: str
