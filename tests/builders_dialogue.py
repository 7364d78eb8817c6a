"""A caller in the demo flow, walked by the pure core, and a small flow to spoil."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from yingda.journey.dialogue.core import checking
from yingda.journey.dialogue.core.reading import convert, read
from yingda.journey.dialogue.core.steps import begin, pending, step
from yingda.journey.dialogue.model.flow import Flow, Published
from yingda.journey.dialogue.model.session import (
    Answered,
    BackEndFailed,
    Fact,
    Input,
    News,
    Phase,
    Session,
    Step,
    TimedOut,
)
from yingda.journey.dialogue.service.library import shipped
from yingda.kernel.ids import ContactId, PointId, QueueId, TierId
from yingda.messages.channels import HeardOut, Left, LineAct, Pressed, Say

F = TypeVar("F", bound=Fact)
NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
CALL = ContactId("call")
QUEUES = frozenset(
    map(QueueId, ("fault", "business", "billing", "complaint", "general"))
)
HOTLINE = Published(flow=shipped()[0], version=1)

SMALL = """
flow_id = "small"
title = "small"
start = "who"
human = "people"
home_branch = "sn.xa"
languages = ["en"]

[nodes.who]
kind = "identify"
next = "choose"
failed = "people"

[nodes.choose]
kind = "menu"
prompts = ["choose"]
no_key = "people"
wrong_key = "people"
choices = { 1 = { to = "bye", name = "bye" }, 0 = { to = "people", name = "human" } }

[nodes.people]
kind = "queue"
queue = "general"

[nodes.bye]
kind = "end"
prompts = ["bye"]

[prompts.en]
choose = "Choose."
bye = "Goodbye."
"""


def flow(**changes: object) -> Flow:
    """The small flow with top-level parts changed."""
    body = msgspec.to_builtins(read(SMALL))
    return convert({**body, **changes})


def with_nodes(**nodes: object) -> Flow:
    """The small flow with nodes added or replaced; None removes one."""
    body = msgspec.to_builtins(read(SMALL))
    merged = {**body["nodes"], **nodes}
    kept = {name: node for name, node in merged.items() if node is not None}
    return convert({**body, "nodes": kept})


def faults(given: Flow) -> list[str]:
    return [str(fault) for fault in checking.check(given, QUEUES)]


def caller(**known: str) -> dict[str, str]:
    """What the customer file says: a known Xi'an caller of no brand, unless told."""
    return {
        "customer_id": "ada",
        "tier": "contract",
        "brand": "none",
        "branch": "sn.xa",
        "branches": "",
        "known_by": "record",
        **known,
    }


@dataclass
class Walk:
    """One caller in a flow; keeps all that was said, told and asked."""

    published: Published = HOTLINE
    moment: datetime = NOON
    step: Step = field(init=False)
    acts: list[LineAct] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = Session(
            contact_id=CALL,
            point_id=PointId("point"),
            customer_id=None,
            tier_id=TierId("standard"),
            variables={"called": "96766", "door": "trunk"},
        )
        self._note(begin(self.published, session, self.moment))

    @property
    def session(self) -> Session:
        return self.step.session

    @property
    def node(self) -> str:
        return self.session.node

    def give(self, given: Input) -> Step | None:
        taken = step(self.published, self.session, given, self.moment)
        if taken is not None:
            self._note(taken)
        return taken

    def _note(self, taken: Step) -> None:
        self.step = taken
        self.acts += taken.acts
        self.facts += taken.facts

    # --- what callers and back ends do ------------------------------------------------

    def identified(self, **known: str) -> "Walk":
        self.answer("known", **caller(**known))
        return self

    def answer(self, outcome: str, **values: str) -> None:
        turn = self.session.turn
        self.give(Answered(turn=turn, outcome=outcome, values=values))

    def fail(self) -> None:
        self.give(BackEndFailed(turn=self.session.turn))

    def press(self, *keys: str) -> "Walk":
        for key in keys:
            self.give(Pressed(contact_id=CALL, key=key))
        return self

    def hear_out(self) -> None:
        self.give(HeardOut(contact_id=CALL, saying_id=self.session.saying or ""))

    def wait(self) -> None:
        self.give(TimedOut(turn=self.session.turn))

    def leave(self) -> None:
        self.give(Left(contact_id=CALL))

    def bridge(self) -> None:
        self.give(News.BRIDGED)

    def to_menu(self) -> "Walk":
        while self.session.phase is Phase.SAYING:
            self.hear_out()
        return self

    # --- what was heard and told --------------------------------------------------------

    def heard(self) -> list[str]:
        """Names of all prompts so far, without flow and language."""
        return [
            prompt.split("/", 2)[2]
            for act in self.acts
            if isinstance(act, Say)
            for prompt in act.prompts
        ]

    def told(self, kind: type[F]) -> list[F]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


def inputs(walk: Walk) -> Iterator[Input]:
    """All that could sensibly happen next: what a whole walk of a flow is made of."""
    turn, saying = walk.session.turn, walk.session.saying
    if saying is not None:
        yield HeardOut(contact_id=CALL, saying_id=saying)
    question = pending(walk.published, walk.session)
    if question is None:
        for key in "0123456789*#":
            yield Pressed(contact_id=CALL, key=key)
        yield TimedOut(turn=turn)
        return
    yield BackEndFailed(turn=turn)
    if question.name == "caller":
        for known in CALLERS:
            yield Answered(turn=turn, outcome="known", values=caller(**known))
    elif question.name == "place":
        yield Answered(
            turn=turn, outcome="known", values={"position": "3", "minutes": "12"}
        )
    else:
        for outcome, names in checking.QUESTIONS[question.name].items():
            values = dict.fromkeys(names, "7")
            yield Answered(turn=turn, outcome=outcome, values=values)


CALLERS: tuple[dict[str, str], ...] = (
    {"tier": "vip", "brand": "quanqiutong"},
    {"brand": "quanqiutong"},
    {"brand": "dongdidai"},
    {"brand": "shenzhouxing"},
    {"brand": "none", "customer_id": ""},
    {"care": "elder"},
    {"branch": "", "branches": "sn.xa sn.xy sn.ylq", "known_by": "several"},
    {"branch": "", "known_by": "nothing", "customer_id": ""},
)
"""One caller of each kind that the demo flow treats in its own way."""


def every_step(published: Published) -> dict[str, tuple[Input, ...]]:
    """A way to each place where a caller may be: node and what is waited for there."""
    found: dict[str, tuple[Input, ...]] = {}
    ahead: deque[tuple[Input, ...]] = deque([()])
    while ahead:
        way = ahead.popleft()
        walk = along(published, way)
        name = place(walk)
        if name in found or walk.session.phase is Phase.ENDED:
            continue
        found[name] = way
        ahead.extend((*way, given) for given in inputs(walk))
    return found


def along(published: Published, way: Iterable[Input]) -> Walk:
    walk = Walk(published)
    for given in way:
        walk.give(given)
    return walk


def place(walk: Walk) -> str:
    session = walk.session
    hearing = "hearing" if session.saying else "silent"
    keyed = f"{len(session.digits)}-digits/{session.tries}-tries"
    return f"{session.node}/{session.phase}/{hearing}/{keyed}"
