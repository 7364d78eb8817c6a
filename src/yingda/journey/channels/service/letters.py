"""Texts and files of a chat: what may be sent, and where files lie."""

from collections.abc import Awaitable, Callable
from unicodedata import bidirectional, category

from yingda.journey.channels.errors import (
    FileNotAllowed,
    TextTooLong,
    UnknownChat,
)
from yingda.journey.channels.limits import ChatRules
from yingda.journey.channels.model.chats import Author, File, Post, PostKind
from yingda.journey.channels.service.chats import ChatRoom
from yingda.journey.channels.store import chats
from yingda.kernel.ids import AgentId, ContactId, MessageId
from yingda.kernel.refusal import BadInput, Refusal
from yingda.platform.ports import DatabaseAway

TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
LONGEST_NAME = 120
SIGNS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF-",
}
"""With what a file of the kind begins; of others only the size is checked."""


def text_post(
    rules: ChatRules,
    author: Author,
    text: str,
    *,
    kind: PostKind = PostKind.TEXT,
    agent_id: AgentId | None = None,
    key: str | None = None,
) -> Post:
    """Number and moment are given where it is added to its chat."""
    text = text.strip().replace("\x00", "")
    if not text or len(text) > rules.longest_text:
        raise TextTooLong(rules.longest_text)
    return Post(author=author, kind=kind, text=text, agent_id=agent_id, key=key)


def fits(rules: ChatRules, file: File) -> None:
    """Raises FileNotAllowed, also for a file that is not what it says it is."""
    sign = SIGNS.get(file.media_type, b"")
    is_fine = (
        file.media_type in rules.file_types
        and 0 < len(file.data) <= rules.file_bytes
        and file.data.startswith(sign)
    )
    if not is_fine:
        kinds = ", ".join(one.rpartition("/")[2] for one in rules.file_types)
        raise FileNotAllowed(kinds, rules.file_bytes // 1000)
    if not 0 < len(file.name.strip()) <= LONGEST_NAME:
        raise BadInput("name", f"1 to {LONGEST_NAME} letters")


async def send(
    room: ChatRoom,
    contact_id: ContactId,
    author: Author,
    file: File,
    add: Callable[[Post], Awaitable[bool]],
    *,
    agent_id: AgentId | None = None,
    key: str | None = None,
) -> None:
    """Keeps the file before its chat says that it is there, under a name of ours that
    only this post has: two that come at once with one key never touch each other's.

    What was not taken goes at once; where nobody can say, it stays as long as the
    chat's other files."""
    name = room.exchange.ids.new(MessageId)
    where = place(contact_id, name)
    await room.blobs.put(where, file.data)
    post = Post(
        author=author,
        kind=PostKind.FILE,
        text=f"{name}/{_plain(file.name)}",
        agent_id=agent_id,
        media_type=file.media_type,
        size=len(file.data),
        key=key,
    )
    try:
        is_taken = await add(post)
    except DatabaseAway:
        raise
    except Refusal:
        await room.blobs.delete(where)
        raise
    if not is_taken:
        await room.blobs.delete(where)


async def checked(
    room: ChatRoom, contact_id: ContactId, number: int, *, for_visitor: bool
) -> File:
    """A file out of a chat. Raises UnknownChat if there is none by this number."""
    async with room.system(room.exchange.home) as tx:
        posts = await chats.posts(tx, contact_id, room.exchange.keys, after=number - 1)
    post = posts[0] if posts else None
    if post is None or post.kind is not PostKind.FILE or post.number != number:
        raise UnknownChat
    if for_visitor and not post.is_for_visitor:
        raise UnknownChat
    name, _, shown = post.text.partition("/")
    try:
        data = await room.blobs.get(place(contact_id, name))
    except (KeyError, ValueError) as error:
        raise UnknownChat from error
    return File(name=shown, media_type=post.media_type or "", data=data)


def shown_text(post: Post) -> str:
    """What pages show of a post: of a file its name."""
    if post.kind is PostKind.FILE:
        return post.text.partition("/")[2]
    return post.text


def _plain(name: str) -> str:
    """The last part of a path, without what no file name should have."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if not _hides(letter)).strip() or "file"


def _hides(letter: str) -> bool:
    """Breaks a line, or turns round what is read after it. A letter that our tables do
    not know is a letter."""
    is_control = category(letter) in ("Cc", "Zl", "Zp")
    return is_control or bidirectional(letter) in TURNS


def folder(contact_id: ContactId) -> str:
    """Where the files of a chat lie."""
    return f"chats/{contact_id}"


def place(contact_id: ContactId, name: str) -> str:
    return f"{folder(contact_id)}/{name}"
