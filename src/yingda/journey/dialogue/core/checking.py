"""Whether callers would be safe in a flow: every path ends with a human or an end."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from yingda.journey.dialogue.core import paths
from yingda.journey.dialogue.core.hours import minutes, weekdays
from yingda.journey.dialogue.core.lexicon import languages
from yingda.journey.dialogue.core.speaking import part
from yingda.journey.dialogue.model.flow import (
    AnyNode,
    Ask,
    Assign,
    Attach,
    Branch,
    Collect,
    End,
    Flow,
    Identify,
    Lookup,
    Menu,
    Parts,
    Queue,
    Say,
)

QUESTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "orders": {
        "none": (),
        "one": ("order_number", "order_status", "order_id"),
        "several": ("order_number", "order_status", "order_id", "order_count"),
    },
    "provider": {
        "found": ("provider_name", "provider_service", "provider_phone"),
        "missing": (),
    },
}
"""What back ends can be asked: the outcomes, and the variables that each sets."""

GIVEN = frozenset(
    [
        "called",
        "door",
        "language",
        "tier",
        "brand",
        "customer",
        "variant",
        "branch",
        "branches",
        "known_by",
        "care",
        "path",
        "position",
        "minutes",
    ]
)
"""Variables that need not be set by the flow."""

SAID = {
    "care": frozenset({"elder", "none"}),
    "customer": frozenset({"known", "unknown"}),
    "known_by": frozenset({"record", "segment", "area-code", "several", "nothing"}),
}
"""All that identification can say of these: a case beyond them would never be met."""

REASONS = frozenset({"flow", "elder"})
"""Why a flow may say that it asks for people."""


@dataclass(frozen=True, slots=True)
class Fault:
    node: str
    """A node, or the part of the flow outside of nodes: `flow`, `wait`, `hours`."""
    reason: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.node}: {self.reason}" + (
            f" ({self.detail})" if self.detail else ""
        )


def check(flow: Flow, queues: Collection[str]) -> tuple[Fault, ...]:
    """Every fault that is found; a flow without one may be published."""
    first = [*_frame(flow), *_ways(flow)]
    if first:
        return tuple(first)
    known = GIVEN | frozenset(_set_by(flow))
    rest = [
        fault
        for name, node in flow.nodes.items()
        for fault in (*_node(flow, name, node, queues), *_said(flow, name, node, known))
    ]
    return (*rest, *_around(flow, known), *_walked(flow))


# --- the frame: without it nothing else can be looked at -------------------------------


def _frame(flow: Flow) -> Iterator[Fault]:
    if not isinstance(flow.nodes.get(flow.start), Identify):
        yield Fault("flow", "must-start-by-identifying", flow.start)
    if not isinstance(flow.nodes.get(flow.human), Queue):
        yield Fault("flow", "human-is-no-queue", flow.human)
    if not flow.languages:
        yield Fault("flow", "no-language")
    for language in flow.languages:
        if language not in languages():
            yield Fault("flow", "unknown-language", language)
        if language not in flow.prompts:
            yield Fault("flow", "no-prompts", language)


def _ways(flow: Flow) -> Iterator[Fault]:
    for name, node in flow.nodes.items():
        for to in paths.ways(node):
            if to not in flow.nodes:
                yield Fault(name, "unknown-node", to)
        if isinstance(node, Menu | Collect):
            if node.no_key is None:
                yield Fault(name, "no-way-after-silence")
            if node.wrong_key is None:
                yield Fault(name, "no-way-after-wrong-key")
        if isinstance(node, Ask) and node.failed is None:
            yield Fault(name, "no-way-after-failure")


def _walked(flow: Flow) -> Iterator[Fault]:
    for name in sorted(paths.unreachable(flow)):
        yield Fault(name, "unreachable")
    for name in sorted(paths.endless(flow)):
        yield Fault(name, "never-ends")
    for name, end in sorted(paths.dropped(flow)):
        yield Fault(name, "failure-without-human", end)


# --- node by node ----------------------------------------------------------------------


def _node(  # noqa: C901, PLR0912  one line for each kind of node
    flow: Flow, name: str, node: AnyNode, queues: Collection[str]
) -> Iterator[Fault]:
    match node:
        case Menu():
            yield from _menu(flow, name, node)
        case Ask():
            yield from _question(name, node)
        case Attach():
            for variable in _sensitive(flow) & set(node.variables):
                yield Fault(name, "sensitive-variable", variable)
        case Collect() if not 0 < node.shortest <= node.longest:
            yield Fault(name, "impossible-length")
        case Queue() if node.queue not in queues:
            yield Fault(name, "unknown-queue", node.queue)
        case Queue(why=str(why)) if why not in REASONS:
            yield Fault(name, "unknown-reason", why)
        case Branch():
            for case in sorted(
                node.cases.keys() - SAID.get(node.on, node.cases.keys())
            ):
                yield Fault(name, "unknown-case", case)
        case Lookup() if node.table not in flow.tables:
            yield Fault(name, "unknown-table", node.table)
        case Identify() if name != flow.start:
            yield Fault(name, "identifies-twice")
        case _:
            pass


def _menu(flow: Flow, name: str, node: Menu) -> Iterator[Fault]:
    if not node.choices:
        yield Fault(name, "no-choice")
    for key, choice in node.choices.items():
        if len(key) != 1 or key not in "0123456789*#":
            yield Fault(name, "unknown-key", key)
        if key == node.repeat:
            yield Fault(name, "key-twice", key)
        language = choice.sets.get("language", flow.languages[0])
        if language not in flow.languages:
            yield Fault(name, "unknown-language", language)


def _question(name: str, node: Ask) -> Iterator[Fault]:
    outcomes = QUESTIONS.get(node.question)
    if outcomes is None:
        yield Fault(name, "unknown-question", node.question)
        return
    for missing in sorted(outcomes.keys() - node.cases.keys()):
        yield Fault(name, "outcome-without-way", missing)
    for unknown in sorted(node.cases.keys() - outcomes.keys()):
        yield Fault(name, "unknown-outcome", unknown)


# --- what is said, and the variables in it ----------------------------------------------


def _said(
    flow: Flow, name: str, node: AnyNode, known: Collection[str]
) -> Iterator[Fault]:
    match node:
        case Say() | Menu() | Collect() | Ask() | Queue() | End():
            yield from _parts(flow, name, node.prompts, known)
        case Branch():
            yield from _variable(flow, name, node.on, known)
        case Lookup():
            yield from _variable(flow, name, node.by, known)
        case Attach():
            for variable in node.variables:
                yield from _variable(flow, name, variable, known)
        case _:
            pass


def _variable(
    flow: Flow, name: str, variable: str, known: Collection[str]
) -> Iterator[Fault]:
    group, colon, hours = variable.partition(":")
    if colon and (group != "hours" or hours not in flow.hours):
        yield Fault(name, "unknown-hours", variable)
    elif not colon and variable not in known:
        yield Fault(name, "unknown-variable", variable)


def _parts(
    flow: Flow, name: str, parts: Parts, known: Collection[str]
) -> Iterator[Fault]:
    for text in parts:
        read = part(text)
        if read is None:
            yield Fault(name, "unreadable-prompt", text)
            continue
        if read.variable is not None and read.variable not in known:
            yield Fault(name, "unknown-variable", read.variable)
        if read.variable in _sensitive(flow):
            yield Fault(name, "sensitive-variable", read.variable or "")
        prompt = {"prompt": read.name, "named": f"{read.name}-other"}.get(read.how)
        for language in flow.languages:
            if prompt is not None and not flow.prompts[language].get(prompt):
                yield Fault(name, "unknown-prompt", f"{language}/{prompt}")


def _around(flow: Flow, known: Collection[str]) -> Iterator[Fault]:
    sorry = tuple(text for text in (flow.wrong_prompt, flow.silent_prompt) if text)
    yield from _parts(flow, "flow", sorry, known)
    wait = flow.wait
    yield from _parts(flow, "wait", (*wait.position, *wait.estimate, *wait.hold), known)
    if wait.first_seconds <= 0 or wait.every_seconds <= 0:
        yield Fault("wait", "no-pause")
    for hours, openings in flow.hours.items():
        for opening in openings:
            try:
                weekdays(opening.days), minutes(opening.opens), minutes(opening.closes)
            except ValueError:
                yield Fault("hours", "unreadable-hours", hours)


def _set_by(flow: Flow) -> Iterator[str]:
    for node in flow.nodes.values():
        match node:
            case Menu():
                for choice in node.choices.values():
                    yield from choice.sets
            case Assign():
                yield from node.values
            case Collect() | Lookup():
                yield node.into
            case Ask():
                for names in QUESTIONS.get(node.question, {}).values():
                    yield from names
            case _:
                pass


def _sensitive(flow: Flow) -> frozenset[str]:
    return frozenset(
        node.into
        for node in flow.nodes.values()
        if isinstance(node, Collect) and node.is_sensitive
    )
