"""What an act does to an order: what the flow is told, and where the order stands then."""

from collections.abc import Mapping

from yingda.journey.workorders.model.flows import Answer, NodeKind
from yingda.journey.workorders.model.states import Act, State

STANDS_AT: Mapping[NodeKind, State] = {
    "dispatch": State.NEW,
    "handle": State.SENT,
    "verify": State.DONE,
    "call-back": State.CALLING,
    "close": State.VERIFIED,
}

_SAYS: Mapping[Act, str] = {
    Act.DISPATCH: "sent",
    Act.REPORT: "done",
    Act.GIVE_BACK: "returned",
    Act.RECALL: "returned",
    Act.ACCEPT: "accepted",
    Act.REJECT: "rejected",
    Act.CLOSE: "closed",
}

_LEADS_TO: Mapping[Act, State] = {
    Act.CONFIRM: State.HELD,
    Act.RESUME: State.HELD,
    Act.PAUSE: State.PAUSED,
    Act.CANCEL: State.CANCELLED,
    Act.GIVE_BACK: State.RETURNED,
    Act.REASSIGN: State.SENT,
    Act.HAND_ON: State.SENT,
}
"""Wherever the order's flow stands."""


def told(act: Act, answer: Answer | None) -> str | None:
    """The outcome of the node that the flow goes on with; None: the order stays there."""
    if act is Act.CALL_BACK:
        return None if answer == "no-answer" else answer
    return _SAYS.get(act)


def first(kind: NodeKind, *, is_in_hand: bool) -> State:
    """Where an order stands that has just come to a node of that kind."""
    return State.HELD if kind == "handle" and is_in_hand else STANDS_AT[kind]


def stands(
    act: Act, before: State, kind: NodeKind | None, *, is_in_hand: bool
) -> State:
    """Where the order stands after the act, at a node of that kind (None: at its end).
    `is_in_hand`: whoever holds it now need not confirm that they have it."""
    if act in _LEADS_TO:
        return _LEADS_TO[act]
    if told(act, "satisfied") is None:
        return before
    return State.CLOSED if kind is None else first(kind, is_in_hand=is_in_hand)
