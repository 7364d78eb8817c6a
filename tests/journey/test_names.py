"""Naughty strings and rare letters: what is taken is given back letter by letter."""

import csv
import io
import json
import re
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote, unquote

import httpx
import pytest
from tools.describe import description

from journey.province import OWN, Province
from journey.rights import FIRM
from naughty import BIG_LIST, RARE
from yingda.app.asgi import create
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE

STRINGS = tuple(dict.fromkeys((*RARE, *BIG_LIST)))
PNG = b64encode(b"\x89PNG\r\n\x1a\n").decode()
Made = Callable[["Desk", str], Awaitable[str | httpx.Response]]
"""Writes a text and reads it where people read it, or the refusal."""


class Desk:
    """The API as one of the staff has it; time passes between two requests."""

    def __init__(self, province: Province, web: httpx.AsyncClient) -> None:
        self.province = province
        self.web = web
        self.rows = province.rows["own"]
        self.turn = 0

    async def ask(
        self, role: str, method: str, path: str, body: Any = None
    ) -> httpx.Response:
        self.turn += 1
        headers = {"Cookie": f"{COOKIE}={self.province.tokens[role]}"}
        path = path.format(**self.rows.ids)
        return await self.web.request(method, path, json=body, headers=headers)

    async def read(self, role: str, path: str) -> Any:
        answer = await self.ask(role, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def desk(province: Province) -> AsyncIterator[Desk]:
    by_token = {province.tokens[role]: one for role, one in province.askers.items()}

    async def who_asks(token: str) -> Asker | None:
        return by_token.get(token)

    centre = province.scene.centre
    app = create(centre.routes(), centre.services(), who_asks)
    transport = httpx.ASGITransport(
        cast(Any, app),  # the same protocol, named twice
        raise_app_exceptions=False,
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://c.test") as web:
        yield Desk(province, web)


# --- where each text goes, and where it is read -------------------------------------------


async def order(desk: Desk, text: str) -> str | httpx.Response:
    body = {"type": desk.rows.ids["type"], "description": text, "branch_id": OWN}
    made = await desk.ask("agent", "POST", "/api/orders", body)
    if made.status_code != 201:
        return made
    found = await desk.read("agent", f"/api/orders/{made.json()['order_id']}")
    return str(found["order"]["description"])


async def result(desk: Desk, text: str) -> str | httpx.Response:
    body = {"type": "fault", "description": "x", "branch_id": OWN}
    made = (await desk.ask("agent", "POST", "/api/orders", body)).json()
    path = f"/api/orders/{made['order_id']}"
    given = {"note": text, "reason": "other"}
    done = await desk.ask("agent", "POST", f"{path}/acts/give-back", given)
    if done.status_code != 200:
        return done
    return str((await desk.read("agent", path))["steps"][-1]["note"] or "")


async def person(desk: Desk, text: str) -> str | httpx.Response:
    new = {"name": text, "login": f"n-{desk.turn}", "roles": ["quality"], "path": OWN}
    made = await desk.ask("admin", "POST", "/api/people", {"person": new})
    if made.status_code != 201:
        return made
    found = await desk.read("admin", f"/api/people/{made.json()['user_id']}")
    return str(found["person"]["name"])


async def renamed(desk: Desk, text: str) -> str | httpx.Response:
    path = "/api/people/{user_id}"
    before = (await desk.read("admin", path))["person"]
    draft = {name: before[name] for name in ("roles", "seat")} | {"name": text}
    body = {"person": draft, "version": before["version"]}
    made = await desk.ask("admin", "PUT", path, body)
    if made.status_code != 200:
        return made
    return str((await desk.read("admin", path))["person"]["name"])


async def login(desk: Desk, text: str) -> str | httpx.Response:
    new = {"name": "甲", "login": text, "roles": ["quality"], "path": OWN}
    body = {"person": new, "password": "open-sesame"}
    made = await desk.ask("admin", "POST", "/api/people", body)
    if made.status_code != 201:
        return made
    came = await desk.web.post(
        "/api/session", json={"user": text, "password": "open-sesame"}
    )
    assert came.status_code == 201, (text, came.text)
    assert came.json()["user_id"] == made.json()["user_id"]
    return text.strip()


async def password(desk: Desk, text: str) -> str | httpx.Response:
    path = "/api/people/{user_id}/password"
    made = await desk.ask("admin", "POST", path, {"password": text})
    if made.status_code != 204:
        return made
    body = {"user": desk.rows.ids["user_id"], "password": text}
    came = await desk.web.post("/api/session", json=body)
    assert came.status_code == 201, (text, came.text)
    return text.strip()


async def group(desk: Desk, text: str) -> str | httpx.Response:
    body = {"path": OWN, "name": {"zh": text, "en": text}}
    made = await desk.ask("admin", "PUT", "/api/groups/{group_id}", body)
    if made.status_code != 204:
        return made
    return _named(await desk.read("admin", "/api/people/tree"), desk, "group_id")


async def place(desk: Desk, text: str) -> str | httpx.Response:
    body = {"kind": "branch", "name": {"zh": text, "en": text}}
    made = await desk.ask("admin", "PUT", "/api/places/{path}", body)
    if made.status_code != 204:
        return made
    return _named(await desk.read("admin", "/api/people/tree"), desk, "path")


async def provider(desk: Desk, text: str) -> str | httpx.Response:
    path, name = "/api/providers/{provider_id}", {"zh": text, "en": text}
    before = await desk.read("admin", path)
    body = {**FIRM, "name": name, "service": name, "regions": [OWN]}
    given = {"provider": body, "version": before["version"]}
    made = await desk.ask("admin", "PUT", path, given)
    if made.status_code != 200:
        return made
    read = await desk.read("admin", path)
    assert len({*read["name"].values(), *read["service"].values()}) == 1
    return str(read["service"]["zh"])


async def rule(desk: Desk, text: str) -> str | httpx.Response:
    path = "/api/parameters/floor.Limits"
    made = await desk.ask("admin", "PUT", path, {"value": {}, "reason": text})
    if made.status_code != 200:
        return made
    read = await desk.read("admin", f"{path}/history")
    return str(read["versions"][0]["reason"] or "")


async def lent(desk: Desk, text: str) -> str | httpx.Response:
    body = {
        "to_user": desk.rows.ids["user_id"],
        "actions": ["people.read"],
        "until": "2026-01-10T00:00:00Z",
        "reason": text,
    }
    made = await desk.ask("admin", "POST", "/api/delegations", body)
    if made.status_code != 201:
        return made
    read = await desk.read("admin", "/api/delegations")
    return str(read["delegations"][0]["reason"] or "")


def _named(tree: Any, desk: Desk, key: str) -> str:
    """The name of the place or group, wherever it is in the tree; both languages' own."""
    match tree:
        case {"name": {"zh": zh, "en": en}} if tree.get(key) == desk.rows.ids[key]:
            assert zh == en
            return str(zh)
        case dict() | list():
            inside = tree.values() if isinstance(tree, dict) else tree
            found = (_named(one, desk, key) for one in inside)
            return next((one for one in found if one), "")
        case _:
            return ""


async def said(desk: Desk, text: str) -> str | httpx.Response:
    made = await desk.ask("agent", "POST", "/api/chats/{chat_id}/say", {"text": text})
    if made.status_code != 204:
        return made
    seen = await desk.web.post("/api/chat/look", json={"token": desk.rows.token})
    thread = await desk.read("agent", "/api/chats/{chat_id}")
    assert seen.json()["posts"][-1]["text"] == thread["posts"][-1]["text"]
    return str(thread["posts"][-1]["text"])


async def note(desk: Desk, text: str) -> str | httpx.Response:
    body = {"text": text, "is_note": True}
    made = await desk.ask("agent", "POST", "/api/chats/{chat_id}/say", body)
    if made.status_code != 204:
        return made
    thread = await desk.read("agent", "/api/chats/{chat_id}")
    return str(thread["posts"][-1]["text"])


async def visitor(desk: Desk, text: str) -> str | httpx.Response:
    await desk.province.scene.pass_time(5)
    body = {"token": desk.rows.token, "text": text}
    made = await desk.web.post("/api/chat/say", json=body)
    if made.status_code != 204:
        return made
    thread = await desk.read("agent", "/api/chats/{chat_id}")
    return str(thread["posts"][-1]["text"])


async def file_name(desk: Desk, text: str) -> str | httpx.Response:
    """As the browser that saves it reads it."""
    body = {"name": text, "media_type": "image/png", "data": PNG}
    path = "/api/chats/{chat_id}"
    made = await desk.ask("agent", "POST", f"{path}/send-file", body)
    if made.status_code != 204:
        return made
    last = (await desk.read("agent", path))["posts"][-1]
    got = await desk.ask("agent", "GET", f"{path}/files/{last['number']}")
    assert got.content == b64decode(PNG)
    head = got.headers["content-disposition"]
    told = re.fullmatch(r"attachment; filename\*=UTF-8''([!-~]+)", head)
    assert told, head
    assert unquote(told[1]) == last["text"]
    return unquote(told[1])


async def leaders_note(desk: Desk, text: str) -> str | httpx.Response:
    path = "/api/floor/agents/{agent_id}/notes"
    made = await desk.ask("leader", "POST", path, {"text": text})
    if made.status_code != 204:
        return made
    last = (await desk.read("agent", "/api/desk/notes"))["notes"][-1]
    await desk.ask("agent", "POST", f"/api/desk/notes/{last['note_id']}/read")
    return str(last["text"])


async def reason(desk: Desk, text: str) -> str | httpx.Response:
    """Kept under seal; no page shows it."""
    path = "/api/recordings/{recording_id}/listen"
    made = await desk.ask("quality", "POST", path, {"reason": text})
    return text.strip() if made.status_code == 200 else made


FIELDS: Mapping[str, Made] = {
    "POST /api/orders .description": order,
    "POST /api/orders/{order_id}/acts/{act} .note": result,
    "POST /api/people .person.name": person,
    "PUT /api/people/{user_id} .person.name": renamed,
    "POST /api/people .person.login": login,
    "POST /api/people/{user_id}/password .password": password,
    "PUT /api/groups/{group_id} .name": group,
    "PUT /api/parameters/{name} .reason": rule,
    "POST /api/delegations .reason": lent,
    "PUT /api/places/{path} .name": place,
    "PUT /api/providers/{provider_id} .provider.service": provider,
    "POST /api/chats/{contact_id}/say .text": said,
    "POST /api/chats/{contact_id}/say .text (note)": note,
    "POST /api/chat/say .text": visitor,
    "POST /api/chats/{contact_id}/send-file .name": file_name,
    "POST /api/floor/agents/{agent_id}/notes .text": leaders_note,
    "POST /api/recordings/{recording_id}/listen .reason": reason,
}
SLOW = (login, password, visitor)
"""A sign-in takes its time, and so does a visitor: a few of the strings only."""

NO_TEXT = re.compile(
    r"\.(\w*_id|token|simulation|number|keys?|type|data|media_type|path|queues\[\]|roles\[\]|seat_type"
    r"|reasons\[\]|then_reason|place|actions\[\]|to_\w+|to\.id|user_ids\[\])$"
    r"|/(desk/state|floor/agents/\{agent_id\}/state|acts/\{act\}) \.reason$"
    r"|/providers\S* \.provider\.(code|phone|\w+\[\])$"
    r"|/session |/flows \.text$|/import "
)
"""Ids, codes, numbers, and what has a grammar: looked up, not kept as they are."""

ALIKE = {
    "POST /api/chat .text": "POST /api/chat/say .text",
    "POST /api/chat/send-file .name": "POST /api/chats/{contact_id}/send-file .name",
    "PUT /api/people/{user_id} .person.login": "POST /api/people .person.login",
    "PUT /api/providers/{provider_id} .provider.name": "as its service",
    "POST /api/providers .provider.name": "PUT /api/providers/{provider_id}",
    "POST /api/providers .provider.service": "PUT /api/providers/{provider_id}",
    "POST /api/parameters/{name}/inherit .reason": "PUT /api/parameters/{name}",
    "POST /api/parameters/{name}/roll-back .reason": "PUT /api/parameters/{name}",
    "POST /api/proposals/{proposal_id}/approve .note": "kept beside the reason",
    "POST /api/proposals/{proposal_id}/refuse .note": "kept beside the reason",
    "POST /api/people .password": "POST /api/people/{user_id}/password .password",
    "POST /api/calls/{contact_id}/transfer .note": "test_transfers.py, sealed alike",
    "POST /api/chats/{contact_id}/transfer .note": "the notes of a day's end, below",
    "POST /api/desk/wrap-up .note": "the notes of a day's end, below",
}
"""The same field by another way, or shown by a test of its own."""

NOTE = "\n".join((*RARE, *(one for one in BIG_LIST if len(one) < 40)))[:900].strip()
"""Many in one text."""


def meant(made: Made, text: str) -> str:
    """Blanks at both ends go; a file's name is what is after its last slash, in one line
    that reads in one direction."""
    if made is not file_name:
        return text.strip()
    last = re.split(r"[/\\]", text)[-1]
    turns = "\u202a-\u202e\u2066-\u2069"
    return (
        re.sub(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{turns}]", "", last).strip() or "file"
    )


async def wrong(desk: Desk, strings: tuple[str, ...]) -> list[object]:
    found: list[object] = []
    for place, (field, made) in enumerate(FIELDS.items()):
        some = strings[place % 16 :: 16] if made in SLOW else strings
        taken = 0
        for text in some:
            got = await made(desk, text)
            if isinstance(got, str):
                taken += 1
                if got != meant(made, text):
                    found.append((field, text, got))
            elif not (400 <= got.status_code < 500 and got.json()["detail"]):
                found.append((field, text, got.status_code, got.text))
        # A password has eight letters at least, and a few of the strings only.
        if taken < (1 if made in SLOW else len(some) * 0.75):
            found.append((field, f"{taken} of {len(some)} were taken"))
    return found


@pytest.mark.row("NF-19")
async def test_every_field_gives_back_what_it_took(desk: Desk) -> None:
    found = await wrong(desk, (*RARE, *BIG_LIST[::16]))
    assert not found, found[:10]


@pytest.mark.long
async def test_every_field_gives_back_each_string_of_the_big_list(desk: Desk) -> None:
    found = await wrong(desk, STRINGS)
    assert not found, found[:10]


async def test_the_notes_of_a_days_end_are_read_as_they_were_written(
    desk: Desk,
) -> None:
    call = "/api/calls/{live_id}/hang-up"
    assert (await desk.ask("agent", "POST", call)).status_code == 204
    await desk.province.scene.settle()
    body = {"contact_id": desk.rows.ids["live_id"], "reasons": [], "note": NOTE}
    wrapped = await desk.ask("agent", "POST", "/api/desk/wrap-up", body)
    assert wrapped.status_code == 200, wrapped.text
    await desk.province.scene.settle()
    given = {"to_queue": "general", "note": NOTE}
    path = "/api/chats/{chat_id}"
    assert (
        await desk.ask("agent", "POST", f"{path}/transfer", given)
    ).status_code == 204

    contact = await desk.read("supervisor", "/api/contacts/{live_id}")
    assert [one["note"] for one in contact["segments"]] == [NOTE]
    posts = (await desk.read("supervisor", path))["posts"]
    assert [one["text"] for one in posts if one["kind"] == "note"] == [NOTE]


@pytest.mark.row("NF-19")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
async def test_a_file_of_people_gives_back_every_name_in_it(
    desk: Desk, encoding: str
) -> None:
    """What a cell cannot hold, or a name may not be, is left out here."""
    names = [one.strip() for one in STRINGS if one.strip() and one.isprintable()]
    names = [one for one in names + list(RARE) if len(one) <= 200]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["登录名", "姓名", "角色", "单位"])
    table.writerows([f"f-{row}", one, "quality", OWN] for row, one in enumerate(names))
    data = b64encode(text.getvalue().encode(encoding)).decode()
    body = {"data": data, "is_meant": True, "password": "open-sesame"}
    taken = (await desk.ask("admin", "POST", "/api/people/import", body)).json()
    assert (taken["problems"], taken["added"]) == ([], len(names))

    found, cursor = [], ""
    while True:
        page = await desk.read("admin", f"/api/people?limit=200&cursor={cursor}")
        found += [one["name"] for one in page["people"] if one["roles"] == ["quality"]]
        cursor = quote(page["next"] or "")
        if not cursor:
            break
    assert Counter(found) - Counter({"quality-own": 1}) == Counter(names)


def test_every_text_that_can_be_sent_is_one_of_these() -> None:
    known = {field.partition(" (")[0] for field in FIELDS} | ALIKE.keys()
    unknown = [
        field
        for field in _texts()
        if field not in known
        and field.removesuffix(".zh").removesuffix(".en") not in known
        and not NO_TEXT.search(field)
    ]
    assert not unknown


def _texts() -> Iterator[str]:
    said = json.loads(description())
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            for one in operation.get("requestBody", {}).get("content", {}).values():
                for field in _strings(one["schema"], said["components"]["schemas"]):
                    yield f"{method.upper()} {path} {field}"


def _strings(schema: Any, known: Any, at: str = "") -> Iterator[str]:
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    types = schema.get("type")
    is_text = "string" in ([types] if isinstance(types, str) else types or ())
    if is_text and not schema.keys() & {"enum", "const", "format"}:
        yield at
    for one in schema.get("anyOf", ()):
        yield from _strings(one, known, at)
    for name, one in schema.get("properties", {}).items():
        yield from _strings(one, known, f"{at}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from _strings(schema["items"], known, f"{at}[]")
