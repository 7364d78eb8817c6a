"""How flows are looked at and published over HTTP."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from yingda.journey.dialogue.service import Dialogue
from yingda.journey.dialogue.store import Edition
from yingda.kernel.name import Name
from yingda.kernel.org import Asker


class FlowCard(Struct, frozen=True, kw_only=True, tag=True):
    """One version of a flow, from the outside."""

    flow_id: str
    flow_version: int
    title: str
    called: tuple[str, ...]
    languages: tuple[str, ...]
    nodes: int
    published_at: datetime
    by: str


class FlowPage(Struct, frozen=True, kw_only=True, tag=True):
    """The newest version of a flow in full, and the list of all."""

    newest: FlowCard
    body: dict[str, object]
    """As it was published: nodes, prompts, tables."""
    versions: tuple[FlowCard, ...]


class PublishFlow(Struct, frozen=True, kw_only=True, tag=True):
    """The text of a flow, in TOML. It becomes a new version of the flow it names."""

    text: str


class FlowWords(Struct, frozen=True, kw_only=True):
    """What is met on the way through a flow is called, by node, choice or value."""

    words: Mapping[str, Name]


@get("/api/flow-words")
async def flow_words(
    dialogue: NamedDependency[Dialogue], asker: NamedDependency[Asker]
) -> FlowWords:
    """For whoever looks at contacts."""
    if not asker.may("desk.work"):
        asker.must("contacts.read")
    return FlowWords(words=await dialogue.words(asker.scope))


@get("/api/flows")
async def flows(
    dialogue: NamedDependency[Dialogue], asker: NamedDependency[Asker]
) -> list[FlowCard]:
    return [_card(one) for one in await dialogue.flows(asker)]


@get("/api/flows/{flow_id:str}")
async def flow(
    flow_id: FromPath[str],
    dialogue: NamedDependency[Dialogue],
    asker: NamedDependency[Asker],
) -> FlowPage:
    versions = await dialogue.flow(asker, flow_id)
    body = msgspec.to_builtins(versions[0].published.flow)
    return FlowPage(
        newest=_card(versions[0]), body=body, versions=tuple(map(_card, versions))
    )


@post("/api/flows")
async def publish(
    data: JSONBody[PublishFlow],
    dialogue: NamedDependency[Dialogue],
    asker: NamedDependency[Asker],
) -> FlowCard:
    return _card(await dialogue.publish(asker, data.text))


def _card(edition: Edition) -> FlowCard:
    flow = edition.published.flow
    return FlowCard(
        flow_id=flow.flow_id,
        flow_version=edition.published.version,
        title=flow.title,
        called=flow.called,
        languages=flow.languages,
        nodes=len(flow.nodes),
        published_at=edition.at,
        by=edition.by,
    )


ROUTES = [flow_words, flows, flow, publish]
