"""A flow from its text, or from the table it was published in."""

import tomllib
from collections.abc import Collection

import msgspec

from yingda.journey.dialogue.core.checking import check
from yingda.journey.dialogue.errors import FlowRefused, FlowUnreadable
from yingda.journey.dialogue.model.flow import Flow


def read(text: str) -> Flow:
    """The flow that is written in TOML, whether it is sound or not."""
    try:
        return convert(tomllib.loads(text))
    except tomllib.TOMLDecodeError as mistake:
        raise FlowUnreadable(str(mistake)) from mistake


def convert(body: object) -> Flow:
    try:
        return msgspec.convert(body, Flow)
    except msgspec.ValidationError as mistake:
        raise FlowUnreadable(str(mistake)) from mistake


def accept(flow: Flow, queues: Collection[str]) -> Flow:
    """Raises FlowRefused, with every fault."""
    faults = check(flow, queues)
    if faults:
        raise FlowRefused(flow.flow_id, tuple(map(str, faults)))
    return flow
