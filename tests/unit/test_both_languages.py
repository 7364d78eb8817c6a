"""Whatever is ours is called something in both languages; a code has a word in both."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from yingda.app.screens.words import QueueNames
from yingda.app.world import demo
from yingda.app.world.organisation import shaanxi
from yingda.journey.analytics.core.report import count_heads, heads
from yingda.journey.analytics.model import Outcome
from yingda.journey.analytics.wiring import registry
from yingda.journey.channels.model import Door
from yingda.journey.contacts import handlers as contacts
from yingda.journey.customers.limits import Words
from yingda.journey.desk.model import Reasons
from yingda.journey.dialogue.model.flow import Collect, Menu
from yingda.journey.dialogue.service.library import shipped
from yingda.journey.people.limits import Roles
from yingda.journey.routing.limits import ChooseBy
from yingda.journey.routing.limits import Limits as Routing
from yingda.journey.workorders.adapters.bpmn import read
from yingda.journey.workorders.adapters.bpmn import shipped as order_flows
from yingda.journey.workorders.limits import Limits as Orders
from yingda.journey.workorders.limits.catalogue import Catalogue
from yingda.journey.workorders.model.flows import Answer
from yingda.journey.workorders.model.states import Act, State
from yingda.kernel.message import Event
from yingda.kernel.name import Name
from yingda.messages.channels import Channel, EndedBy, LegEnd
from yingda.messages.desk import AgentState
from yingda.messages.routing import Entry

CHINESE = re.compile(r"[\u3000-\u9fff]")
LOCALES = Path("web/src/locales")


def reasons() -> Reasons:
    file = resources.files("yingda.journey.desk") / "data" / "reasons.json"
    tree = msgspec.json.decode(file.read_bytes())
    return msgspec.convert({"type": "Reasons", **tree}, Reasons)


def names_in_orders_flows() -> list[Name]:
    """Of those that are shipped: gateways and most ways have no name."""
    names: list[Name | None] = []
    for drawn in (read(file).diagram for file in order_flows()):
        names += [drawn.name, *(one.name for one in drawn.lanes)]
        names += [one.name for one in drawn.nodes]
        names += [one.name for one in drawn.edges]
    return [name for name in names if name and (name.zh or name.en)]


SHIPPED: Mapping[str, object] = {
    "tiers, brands, products": Words(),
    "queues": QueueNames(),
    "order types": Orders(),
    "catalogue": Catalogue(),
    "reasons": reasons(),
    "branches and groups": shaanxi(),
    "demo callers": demo.CALLERS,
    "figures": heads(registry()),
    "plain counts": count_heads(registry()),
    "flows": shipped(),
    "flows of orders": names_in_orders_flows(),
}


def named(thing: object, at: str) -> Iterator[tuple[str, Name]]:
    """Every name inside, with the way to it."""
    match thing:
        case {"zh": str(zh), "en": str(en)}:
            yield at, Name(zh, en)
        case dict():
            for key, one in thing.items():
                yield from named(one, f"{at}.{key}")
        case list() | tuple():
            for place, one in enumerate(thing):
                yield from named(one, f"{at}[{place}]")
        case _:
            return


@pytest.mark.parametrize("what", SHIPPED)
def test_all_that_is_shipped_has_a_name_in_both_languages(what: str) -> None:
    found = dict(named(msgspec.to_builtins(SHIPPED[what]), what))

    assert found
    for at, name in found.items():
        assert name.zh.strip(), at
        assert name.en.strip(), at
        assert not CHINESE.search(name.en), f"{at}: {name.en}"


def test_every_queue_and_every_tier_that_is_routed_has_a_name() -> None:
    rules = Routing()
    assert {one.id for one in rules.tiers} == {one.id for one in Words().tiers}
    assert {one.id for one in rules.queues} <= {one.id for one in QueueNames().queues}


def stopped_at() -> set[str]:
    """Nodes of the shipped flows at which a caller is asked for keys."""
    return {
        node_id
        for flow in shipped()
        for node_id, node in flow.nodes.items()
        if isinstance(node, Menu | Collect)
    }


def choices() -> set[str]:
    return {
        choice.name
        for flow in shipped()
        for node in flow.nodes.values()
        if isinstance(node, Menu)
        for choice in node.choices.values()
    }


def test_all_that_callers_meet_in_a_flow_has_a_name() -> None:
    known = {word for flow in shipped() for word in flow.names}
    assert stopped_at() | choices() | intents() <= known


def intents() -> set[str]:
    return {
        choice.sets["intent"]
        for flow in shipped()
        for node in flow.nodes.values()
        if isinstance(node, Menu)
        for choice in node.choices.values()
        if "intent" in choice.sets
    }


def told_of_contacts() -> set[str]:
    heard = vars(contacts).values()
    return {
        one.__name__
        for one in heard
        if isinstance(one, type)
        and issubclass(one, Event)
        and "contact_id" in one.__struct_fields__
    }


CODES: Mapping[str, Iterable[str]] = {
    "role": Roles().roles,
    "state": AgentState,
    "channel": Channel,
    "outcome": {"open", "answered", "abandoned", "lost", "self-service", *Outcome},
    "segment.end": LegEnd,
    "customer.alert": {"arrears", "low-balance", "contract-ends", "new-customer"},
    "product": {"active", "ends"},
    "event.kind": told_of_contacts(),
    "event.value": {*EndedBy, *Entry, *Door},
    "decision.rule": {*ChooseBy, "wanted-agent", "nobody-else", "due", "next-in-order"},
    "path.value": {"timeout", "wrong", *shipped()[0].languages},
    "order.state": State,
    "order.act": {*Act, "open"},
    "order.answer": get_args(Answer),
    "board.aim": {aim.shown_as for kpi in heads(registry()) for aim in kpi.aims},
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("group", CODES)
def test_every_code_that_people_see_has_a_word_in_the_pages(
    group: str, language: str
) -> None:
    words: Any = {}
    for file in (LOCALES / language).iterdir():
        words |= json.loads(file.read_text("utf-8"))
    for part in group.split("."):
        words = words[part]

    assert {str(one) for one in CODES[group]} - words.keys() == set()
