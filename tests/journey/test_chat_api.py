"""Chats over HTTP: what a visitor's page and an agent's may ask, and what they are refused."""

from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import httpx
import pytest

from builders import HOME, asker
from journey.scene import Scene
from yingda.app.asgi import create
from yingda.journey.people.model import NewUser, Organisation
from yingda.kernel.ids import BranchId, UserId
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE

PNG = b"\x89PNG\r\n\x1a\n and the rest"


@pytest.fixture
def staff() -> dict[str, Asker]:
    return {}


@pytest.fixture
async def web(
    scene: Scene, staff: Mapping[str, Asker]
) -> AsyncIterator[httpx.AsyncClient]:
    async def who_asks(token: str) -> Asker | None:
        return staff.get(token)

    app = create(scene.centre.routes(), scene.centre.services(), who_asks)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as made:
        yield made


def as_agent(name: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={name}"}


async def begun(scene: Scene, web: httpx.AsyncClient, text: str = "你好") -> str:
    made = await web.post("/api/chat", json={"text": text, "number": "13909110001"})
    assert made.status_code == 201
    await scene.settle()
    return str(made.json()["token"])


async def supervisor(scene: Scene, name: str) -> Asker:
    user = NewUser(
        user_id=UserId(name),
        login=name,
        name=name,
        roles=("supervisor",),
        path=BranchId("sn"),
        seat=None,
    )
    made = Organisation(places=(), groups=(), users=(user,))
    await scene.centre.people.found(HOME, made, "correct horse")
    return asker(name, "contacts.read")


async def looks(web: httpx.AsyncClient, token: str, after: int = 0) -> Any:
    answer = await web.post("/api/chat/look", json={"token": token, "after": after})
    assert answer.status_code == 200
    return answer.json()


async def test_a_chat_from_the_first_words_to_the_end(
    scene: Scene, web: httpx.AsyncClient, staff: dict[str, Asker]
) -> None:
    token = await begun(scene, web)
    assert (await looks(web, token))["position"] == 1
    staff["ana"] = await scene.agent("ana", "general", beside={"chat": 1})

    desk = (await web.get("/api/desk", headers=as_agent("ana"))).json()
    assert [one["channel"] for one in desk["contacts"]] == ["chat"]
    path = f"/api/chats/{desk['contacts'][0]['contact_id']}"
    for text, is_note in (("仅供内部", True), ("您好", False)):
        said = await web.post(
            f"{path}/say",
            json={"text": text, "is_note": is_note},
            headers=as_agent("ana"),
        )
        assert said.status_code == 204
    await scene.settle()

    seen = await looks(web, token, after=1)
    assert [one["text"] for one in seen["posts"]] == ["您好"]
    assert seen["state"] == "open"
    thread = (await web.get(path, headers=as_agent("ana"))).json()
    assert [one["kind"] for one in thread["posts"]] == ["text", "note", "text"]

    ended = await web.post(f"{path}/end", headers=as_agent("ana"))
    assert ended.status_code == 204
    assert (await looks(web, token))["state"] == "ended"
    late = await web.post("/api/chat/say", json={"token": token, "text": "还在吗"})
    assert late.status_code == 409


async def test_a_file_goes_both_ways_and_is_only_ever_saved(
    scene: Scene, web: httpx.AsyncClient, staff: dict[str, Asker]
) -> None:
    token = await begun(scene, web)
    staff["ana"] = await scene.agent("ana", "general", beside={"chat": 1})
    desk = (await web.get("/api/desk", headers=as_agent("ana"))).json()
    path = f"/api/chats/{desk['contacts'][0]['contact_id']}"
    file = {
        "name": "账单.png",
        "media_type": "image/png",
        "data": b64encode(PNG).decode(),
    }

    sent = await web.post("/api/chat/send-file", json={"token": token, **file})
    assert sent.status_code == 204
    got = await web.get(f"{path}/files/2", headers=as_agent("ana"))
    assert got.content == PNG
    assert got.headers["content-disposition"].startswith("attachment")

    back = await web.post(f"{path}/send-file", json=file, headers=as_agent("ana"))
    assert back.status_code == 204
    mine = await web.post("/api/chat/file", json={"token": token, "number": 3})
    assert mine.content == PNG


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("text/html", b"<script>"),
        ("image/png", b"<script>"),
        ("image/png", PNG + b"." * 1_000_000),
        ("image/png", b""),
    ],
)
async def test_a_file_of_another_kind_or_size_is_refused_with_a_sentence(
    scene: Scene, web: httpx.AsyncClient, media_type: str, data: bytes
) -> None:
    token = await begun(scene, web)
    sent = await web.post(
        "/api/chat/send-file",
        json={
            "token": token,
            "name": "x.png",
            "media_type": media_type,
            "data": b64encode(data).decode(),
        },
    )
    assert sent.status_code == 400
    assert sent.json()["code"] == "file-not-allowed"


async def test_nobody_reads_or_writes_in_a_chat_that_is_not_theirs(
    scene: Scene, web: httpx.AsyncClient, staff: dict[str, Asker]
) -> None:
    await begun(scene, web)
    ana = await scene.agent("ana", "general", beside={"chat": 1})
    staff["bo"] = await scene.agent("bo", "billing", beside={"chat": 1})
    desk = await scene.centre.desk.at(ana)
    assert desk is not None
    path = f"/api/chats/{desk.work[0].serving.contact_id}"

    assert (await web.get(path)).status_code == 401
    said = await web.post(f"{path}/say", json={"text": "x"}, headers=as_agent("bo"))
    assert said.status_code == 404
    guessed = await web.post("/api/chat/look", json={"token": "0" * 32})
    assert guessed.status_code == 404
    # An agent looks at own contacts; by a wider right it may be read, and that is told.
    assert (await web.get(path, headers=as_agent("bo"))).status_code == 404
    staff["sue"] = await supervisor(scene, "sue")
    assert (await web.get(path, headers=as_agent("sue"))).status_code == 200
    told = [kind for kind, _ in await scene.ground.said()]
    assert told.count("PersonalDataSeen") == 1


@pytest.mark.parametrize("text", ["", "   ", "字" * 2001])
async def test_too_little_or_too_much_is_not_sent(
    scene: Scene, web: httpx.AsyncClient, text: str
) -> None:
    token = await begun(scene, web)
    said = await web.post("/api/chat/say", json={"token": token, "text": text})
    assert said.json()["code"] == "text-too-long"
