"""Role × endpoint × place: who gets what of whose, held against a table that people read.

`RIGHTS=write` writes the table anew; what has changed in it is then to be judged.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from msgspec.structs import replace
from tools.describe import description

from journey.province import PLACES, ROLES, Province, Rows
from journey.rights import BODIES, Operation, operations, requests, shown
from yingda.app.asgi import create
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE
from yingda.platform.http.wire import EXTENSION

TABLE = Path(__file__).parents[2] / "docs/rights.md"
BEGIN, END = "<!-- table -->\n", "<!-- /table -->\n"

LETTERS = {"own": "o", "near": "n", "child": "c", "sibling": "s", "parent": "p"}
NO, YES, NONE = "–", "✓", "∅"

ANYBODY, SIGNED_IN = "anybody", "signed in"

UNSEEN = {
    "agent-busy",
    "not-wrapping-up",
    "not-your-call",
    "not-your-people",
    "ticket-over",
}
"""Codes beside `unknown-…` that are said whether or not there is such a thing."""

EMPTY = ("[]", '{"note":""}')
"""As are these answers."""

TELLS_BEYOND: Mapping[str, str] = {
    "GET /api/transfer-targets": "a call may be given to agents of the whole centre",
    "POST /api/orders": "an order is opened for the branch that must do it",
    "POST /api/desk/notes/{note_id}/read": "answers alike whether or not there is one",
    "/ws/desk": "no row, but the queues of the whole centre",
}
"""Where more is told than what lies in the asker's part of the tree, and why."""

SOCKETS = ("/ws/desk", "/ws/board", "/ws/floor")


class Heard:
    """The wire of a page that takes all, until it has heard the first words."""

    def __init__(self, said: list[str], enough: asyncio.Event) -> None:
        self._said = said
        self._enough = enough

    def offer(self, framed: bytes) -> bool:
        self._said.append(framed.decode(errors="replace"))
        self._enough.set()
        return True

    async def clear(self) -> None:
        return None


class Web:
    """The centre as whoever asks finds it."""

    def __init__(self, province: Province) -> None:
        centre = province.scene.centre
        self.staff: dict[str, Asker] = dict(province.askers)
        self._tokens = province.tokens
        self.app = create(centre.routes(), centre.services(), self._who)
        transport = httpx.ASGITransport(
            cast(Any, self.app),  # the same protocol, named twice
            raise_app_exceptions=False,
        )
        self._client = httpx.AsyncClient(transport=transport, base_url="http://c.test")

    async def _who(self, token: str) -> Asker | None:
        roles = {token: role for role, token in self._tokens.items()}
        return self.staff.get(roles.get(token, token))

    def _signed_in(self, role: str) -> str:
        return f"{COOKIE}={self._tokens.get(role, role)}"

    async def ask(
        self, role: str | None, method: str, address: str, body: Any
    ) -> httpx.Response:
        headers = {"Cookie": self._signed_in(role)} if role else {}
        return await self._client.request(method, address, json=body, headers=headers)

    async def hear(self, role: str | None, path: str) -> tuple[int | None, str]:
        """The code with which a socket is closed at once, and all its first words."""
        said: list[str] = []
        closed: list[int] = []
        enough = asyncio.Event()
        cookie = [(b"cookie", self._signed_in(role).encode())] if role else []
        scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"c.test"), *cookie],
            "subprotocols": ["sip"],
            "scheme": "ws",
            "server": ("c.test", 80),
            "client": ("c.test", 1),
            "extensions": {EXTENSION: Heard(said, enough)},
            "state": {},
        }
        heard = iter([{"type": "websocket.connect"}])

        async def receive() -> Any:
            for one in heard:
                return one
            await enough.wait()
            return {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Any) -> None:
            if message["type"] == "websocket.close":
                closed.append(message["code"])
                enough.set()

        async with asyncio.timeout(20):
            await self.app(cast(Any, scope), receive, send)
        return (None if said or not closed else closed[0]), "".join(said)


@pytest.fixture
def web(province: Province) -> Web:
    return Web(province)


def code_of(answer: httpx.Response) -> str:
    if answer.status_code < 400:
        return ""
    return str(answer.json()["code"])


def is_reached(answer: httpx.Response) -> bool:
    code = code_of(answer)
    if answer.status_code in (401, 404) or code in UNSEEN or answer.text in EMPTY:
        return False
    if code.startswith("unknown-"):
        return False
    if answer.request.url.path == "/api/people/import":
        return answer.status_code == 200 and not answer.json()["problems"]
    return True


async def letters(
    web: Web, province: Province, operation: Operation, role: str | None
) -> str:
    """One cell: refused, whose rows are reached or shown, or simply answered."""
    found, is_answered = set[str](), False
    for index, relation in enumerate(PLACES):
        rows = province.rows[relation]
        for address, body in requests(operation, rows, index):
            answer = await web.ask(role, operation.method, address, body)
            assert answer.status_code < 500, (operation.label, address, answer.text)
            if code_of(answer) in ("not-allowed", "not-signed-in"):
                continue
            is_answered = True
            told = shown(answer.text, province.rows) if answer.status_code < 400 else ()
            if operation.is_about_rows:
                found |= {relation} if is_reached(answer) else set()
                found |= set(told) - {relation}
            else:
                found |= set(told)
    if not is_answered:
        return NO
    if not found:
        return NONE if operation.is_about_rows else YES
    return "".join(LETTERS[one] for one in PLACES if one in found)


async def needs(web: Web, province: Province, operation: Operation) -> str:
    """By trying: nobody, then somebody without a right, then with every single one."""
    address, body = next(requests(operation, absent(province.rows["own"]), 9))
    agent = province.askers["agent"]

    async def passes(*actions: str) -> bool:
        web.staff["agent"] = replace(agent, actions=frozenset(actions))
        answer = await web.ask("agent", operation.method, address, body)
        return code_of(answer) not in ("not-allowed", "not-signed-in")

    answer = await web.ask(None, operation.method, address, body)
    if code_of(answer) != "not-signed-in":
        return ANYBODY
    if await passes():
        return SIGNED_IN
    every = {action for one in province.askers.values() for action in one.actions}
    enough = [one for one in sorted(every) if await passes(one)]
    if not enough:
        return " and ".join(
            [one for one in sorted(every) if not await passes(*every - {one})]
        )
    return " or ".join(enough)


def absent(rows: Rows) -> Rows:
    """Ids of what is not there: to be told so, one must have had the right."""
    kept = ("path", "branch_id", "queue_id", "type")
    ids = {name: one if name in kept else "none" for name, one in rows.ids.items()}
    return Rows(ids=ids, number=rows.number, token="none")


def kept() -> list[str]:
    text = TABLE.read_text("utf-8")
    return text.partition(BEGIN)[2].partition(END)[0].splitlines()


def keep(lines: list[str]) -> None:
    text = TABLE.read_text("utf-8")
    before, _, after = text.partition(BEGIN)
    after = after.partition(END)[2]
    TABLE.write_text(before + BEGIN + "\n".join(lines) + "\n" + END + after, "utf-8")


@pytest.mark.row("SM-01")
async def test_every_role_gets_of_every_place_what_the_table_says(
    province: Province, web: Web
) -> None:
    head = ("operation", "right", *ROLES)
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    cells: dict[str, dict[str, str]] = {}
    made = operations(description())
    new = [one.label for one in made if one.has_body and one.label not in BODIES]
    assert not new, f"new: say in BODIES what is sent to {new}"
    rights = {one.label: await needs(web, province, one) for one in made}
    web.staff["agent"] = province.askers["agent"]
    for operation in made:
        cells[operation.label] = {
            role: await letters(web, province, operation, role) for role in ROLES
        }
    for path in SOCKETS:
        cells[path] = {role: await socket(web, province, path, role) for role in ROLES}
        assert await socket(web, province, path, None) == NO
        rights[path] = "—"
    for label, row in sorted(cells.items(), key=lambda one: one[0].split()[::-1]):
        lines.append(f"| `{label}` | {rights[label]} | {' | '.join(row.values())} |")
    if os.environ.get("RIGHTS") == "write":
        keep(lines)
    wrong = [
        (label, rights[label], role, cell)
        for label, row in cells.items()
        for role, cell in row.items()
        if not is_right(label, rights[label], province.askers[role], cell)
    ]
    assert not wrong
    assert lines == kept()


async def socket(web: Web, province: Province, path: str, role: str | None) -> str:
    closed, text = await web.hear(role, path)
    if closed is not None:
        return NO
    found = shown(text, province.rows)
    return "".join(LETTERS[one] for one in PLACES if one in found) or YES


def is_right(label: str, right: str, asker: Asker, cell: str) -> bool:
    """What the declared rights of a role give, and nothing of other parts of the tree."""
    if right not in (ANYBODY, SIGNED_IN, "—"):
        all_of = right.split(" and ")
        any_of = right.split(" or ") if len(all_of) == 1 else []
        holds = asker.actions.issuperset(all_of) or any(map(asker.may, any_of))
        if (cell != NO) != holds:
            return False
    is_beyond = bool(set(cell) & {"s", "p"})
    return not is_beyond or label in TELLS_BEYOND or right == ANYBODY
