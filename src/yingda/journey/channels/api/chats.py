"""Chats over HTTP: the visitor's page, and the agent's thread."""

from base64 import b64decode
from binascii import Error as BadCode
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from yingda.journey.channels.api.calls import host
from yingda.journey.channels.limits import Canned
from yingda.journey.channels.model.chats import (
    Author,
    ChatState,
    File,
    Post,
    PostKind,
    Silence,
)
from yingda.journey.channels.service import Channels
from yingda.journey.channels.service.letters import shown_text
from yingda.journey.channels.service.visitors import Looked
from yingda.kernel.ids import AgentId, ContactId, QueueId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import Channel

ANY_FILE = "*/*"
"""Each is sent as what it was taken for; which kinds are taken is a rule of the centre."""


PostKey = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{22,64}$")]
"""Made by the sender by chance, so that nobody guesses it. Whoever has no answer sends the
same again with the same key: it is taken once."""


class NewChat(Struct, frozen=True, kw_only=True):
    """A visitor of the customers' page begins to write."""

    text: str
    queue_id: QueueId | None = None
    number: str | None = None
    """Whose chat it is, where the centre lets pages say so."""
    key: PostKey | None = None
    simulation: str | None = None
    """The password of the demo's simulated visitors: who shows it is marked as one."""


class ChatToken(Struct, frozen=True, kw_only=True):
    """With this the page goes on, and comes back after it was closed."""

    token: str


class Look(Struct, frozen=True, kw_only=True):
    """What is new since the last post that the page has."""

    token: str
    after: int = 0


class VisitorText(Struct, frozen=True, kw_only=True):
    """The visitor writes."""

    token: str
    text: str
    key: PostKey | None = None


class NewFile(Struct, frozen=True, kw_only=True):
    """A file, its bytes in base 64."""

    name: str
    media_type: str
    data: str
    key: PostKey | None = None


class VisitorFile(NewFile, frozen=True, kw_only=True):
    """A file of the visitor's."""

    token: str


class WantedFile(Struct, frozen=True, kw_only=True):
    """The file that is the post of this number."""

    token: str
    number: int


class PostLine(Struct, frozen=True, kw_only=True):
    """One thing that was written."""

    number: int
    at: datetime | None
    author: Author
    kind: PostKind
    text: str
    agent_id: AgentId | None
    media_type: str | None
    size: int | None


class VisitorNow(Struct, frozen=True, kw_only=True):
    """What the visitor's page shows."""

    state: ChatState
    position: int | None
    """In the queue, 1 for the next; None when the visitor does not wait."""
    posts: tuple[PostLine, ...]


class AgentText(Struct, frozen=True, kw_only=True):
    """What an agent writes, to the visitor or for colleagues."""

    text: str
    is_note: bool = False
    key: PostKey | None = None


class GiveChat(Struct, frozen=True, kw_only=True):
    """Where the chat goes: a queue, or one agent."""

    to_queue: QueueId | None = None
    to_agent: AgentId | None = None
    note: str | None = None


class HoldChat(Struct, frozen=True, kw_only=True):
    """Whether what was written is under legal hold."""

    is_on: bool


class SilenceNow(Struct, frozen=True, kw_only=True):
    """Who is to write next, since when, and what follows if they do not."""

    awaited: Author
    since: datetime
    warns_at: datetime
    acts_at: datetime
    """A visitor's chat is ended then; for an agent's somebody else is found."""


class ThreadNow(Struct, frozen=True, kw_only=True):
    """A chat as agents see it, notes and all."""

    contact_id: ContactId
    channel: Channel
    state: ChatState
    opened: datetime
    ended: datetime | None
    let_go: datetime | None
    """Since then nothing of what was written is left."""
    legal_hold: bool
    silence: SilenceNow | None
    posts: tuple[PostLine, ...]


def _line(one: Post) -> PostLine:
    return PostLine(
        number=one.number,
        at=one.at,
        author=one.author,
        kind=one.kind,
        text=shown_text(one),
        agent_id=one.agent_id,
        media_type=one.media_type,
        size=one.size,
    )


def shown(seen: Looked) -> VisitorNow:
    return VisitorNow(
        state=seen.chat.state,
        position=seen.position,
        posts=tuple(_line(one) for one in seen.posts),
    )


def _file(sent: NewFile) -> File:
    try:
        data = b64decode(sent.data, validate=True)
    except (BadCode, ValueError) as error:
        raise BadInput("data", "base 64") from error
    return File(name=sent.name, media_type=sent.media_type, data=data)


def _sent(file: File) -> Response[bytes]:
    """Always to be saved, never shown: what strangers send runs nowhere of ours."""
    return Response(
        file.data,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


@post("/api/chat")
async def open_chat(
    request: Request[object, object, State],
    data: JSONBody[NewChat],
    channels: NamedDependency[Channels],
) -> ChatToken:
    """Open to everybody, as the hotline is; how many at a time is a limit."""
    token = await channels.visitors.open(
        number=data.number,
        queue_id=data.queue_id,
        text=data.text,
        host=host(request),
        key=data.key,
        simulation=data.simulation,
    )
    return ChatToken(token=token)


@post("/api/chat/look", status_code=200)
async def look(data: JSONBody[Look], channels: NamedDependency[Channels]) -> VisitorNow:
    return shown(await channels.visitors.look(data.token, after=data.after))


@post("/api/chat/say", status_code=204)
async def visitor_says(
    data: JSONBody[VisitorText], channels: NamedDependency[Channels]
) -> None:
    await channels.visitors.say(data.token, data.text, key=data.key)


@post("/api/chat/send-file", status_code=204)
async def visitor_sends(
    data: JSONBody[VisitorFile], channels: NamedDependency[Channels]
) -> None:
    await channels.visitors.send_file(data.token, _file(data), key=data.key)


@post("/api/chat/file", status_code=200, media_type=ANY_FILE)
async def visitor_file(
    data: JSONBody[WantedFile], channels: NamedDependency[Channels]
) -> Response[bytes]:
    return _sent(await channels.visitors.file(data.token, data.number))


@post("/api/chat/end", status_code=204)
async def visitor_ends(
    data: JSONBody[ChatToken], channels: NamedDependency[Channels]
) -> None:
    await channels.visitors.end(data.token)


@get("/api/chats/canned")
async def canned(
    channels: NamedDependency[Channels], asker: NamedDependency[Asker]
) -> tuple[Canned, ...]:
    return channels.writers.canned(asker)


@get("/api/chats/{contact_id:str}")
async def thread(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> ThreadNow:
    found = await channels.writers.thread(asker, ContactId(contact_id))
    chat = found.chat
    return ThreadNow(
        contact_id=chat.contact_id,
        channel=chat.channel,
        state=chat.state,
        opened=chat.opened,
        ended=chat.ended,
        let_go=chat.let_go,
        legal_hold=chat.legal_hold,
        silence=_silence(found.silence) if found.silence else None,
        posts=tuple(_line(one) for one in found.posts),
    )


def _silence(running: Silence) -> SilenceNow:
    return SilenceNow(
        awaited=running.awaited,
        since=running.since,
        warns_at=running.warns_at,
        acts_at=running.acts_at,
    )


@post("/api/chats/{contact_id:str}/say", status_code=204)
async def agent_says(
    contact_id: FromPath[str],
    data: JSONBody[AgentText],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.writers.say(
        asker, ContactId(contact_id), data.text, is_note=data.is_note, key=data.key
    )


@post("/api/chats/{contact_id:str}/send-file", status_code=204)
async def agent_sends(
    contact_id: FromPath[str],
    data: JSONBody[NewFile],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.writers.send_file(
        asker, ContactId(contact_id), _file(data), key=data.key
    )


@get("/api/chats/{contact_id:str}/files/{number:int}", media_type=ANY_FILE)
async def agent_file(
    contact_id: FromPath[str],
    number: FromPath[int],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> Response[bytes]:
    return _sent(await channels.writers.file(asker, ContactId(contact_id), number))


@post("/api/chats/{contact_id:str}/legal-hold", status_code=204)
async def hold(
    contact_id: FromPath[str],
    data: JSONBody[HoldChat],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.keeping.hold(asker, ContactId(contact_id), is_on=data.is_on)


@delete("/api/chats/{contact_id:str}", status_code=204)
async def erase(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    """What was written and sent, at once and for ever; the contact itself stays."""
    await channels.keeping.erase(asker, ContactId(contact_id))


@post("/api/chats/{contact_id:str}/decline", status_code=204)
async def decline(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.writers.decline(asker, ContactId(contact_id))


@post("/api/chats/{contact_id:str}/transfer", status_code=204)
async def give(
    contact_id: FromPath[str],
    data: JSONBody[GiveChat],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.writers.transfer(
        asker,
        ContactId(contact_id),
        to_queue=data.to_queue,
        to_agent=data.to_agent,
        note=data.note or "",
    )


@post("/api/chats/{contact_id:str}/end", status_code=204)
async def agent_ends(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.writers.end(asker, ContactId(contact_id))


ROUTES = [
    open_chat,
    look,
    visitor_says,
    visitor_sends,
    visitor_file,
    visitor_ends,
    canned,
    thread,
    agent_says,
    agent_sends,
    agent_file,
    decline,
    give,
    agent_ends,
    hold,
    erase,
]
