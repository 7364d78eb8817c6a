"""Proper requests for every operation of the API, each about the rows of one place."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from journey.province import Rows
from yingda.app.rules import KINDS

FILE = {
    "name": "x.png",
    "media_type": "image/png",
    "data": b64encode(b"\x89PNG\r\n\x1a\n").decode(),
}
NAME = {"zh": "甲", "en": "A"}
SEAT = {
    "number": "9{index}99",
    "group_id": "{group_id}",
}
PERSON = {"name": "甲", "login": "", "roles": ["agent"], "seat": SEAT}
FIRM = {
    "name": NAME,
    "service": NAME,
    "regions": ["{path}"],
    "contract_from": "2026-01-01",
    "phone": "02988112233",
}
CSV = "登录名,姓名,角色,工号,班组\ncsv-{index},甲,agent,9{index}98,{group_id}\n"

BODIES: Mapping[str, dict[str, Any]] = {
    "POST /api/calls/{contact_id}/consult": {"to_agent": "{agent_id}"},
    "POST /api/calls/{contact_id}/keys": {"keys": "1"},
    "POST /api/calls/{contact_id}/transfer": {"to_queue": "general"},
    "POST /api/chat": {"text": "x"},
    "POST /api/chat/end": {"token": "{token}"},
    "POST /api/chat/file": {"token": "{token}", "number": 1},
    "POST /api/chat/look": {"token": "{token}"},
    "POST /api/chat/say": {"token": "{token}", "text": "x"},
    "POST /api/chat/send-file": {"token": "{token}", **FILE},
    "POST /api/chats/{contact_id}/legal-hold": {"is_on": False},
    "POST /api/chats/{contact_id}/say": {"text": "x"},
    "POST /api/chats/{contact_id}/send-file": FILE,
    "POST /api/chats/{contact_id}/transfer": {"to_queue": "general"},
    "POST /api/delegations": {
        "to_user": "{user_id}",
        "actions": ["people.read"],
        "until": "2026-01-10T00:00:00Z",
    },
    "POST /api/desk/state": {"state": "ready"},
    "POST /api/desk/wrap-up": {"contact_id": "{live_id}", "reasons": []},
    "POST /api/desk/wrap-up/extend": {"contact_id": "{live_id}"},
    "POST /api/floor/agents/{agent_id}/notes": {"text": "x"},
    "POST /api/floor/agents/{agent_id}/state": {"state": "break", "reason": "meal"},
    "POST /api/flows": {"text": "x"},
    "POST /api/orders": {
        "type": "{type}",
        "description": "x",
        "branch_id": "{branch_id}",
    },
    "POST /api/orders/{order_id}/acts/{act}": {"note": "x", "reason": "other"},
    "POST /api/parameters/{name}/call-off": {"version": 1},
    "POST /api/parameters/{name}/inherit": {"place": "{path}"},
    "POST /api/parameters/{name}/roll-back": {"place": "{path}", "to": 1},
    "POST /api/proposals/{proposal_id}/approve": {"note": "x"},
    "POST /api/proposals/{proposal_id}/refuse": {"note": "x"},
    "POST /api/people": {"person": {**PERSON, "login": "new-{index}"}},
    "POST /api/people/import": {"data": CSV},
    "POST /api/people/move": {"user_ids": ["{user_id}"], "group_id": "{group_id}"},
    "POST /api/people/{user_id}/password": {"password": "open-sesame"},
    "POST /api/providers": {"provider_id": "new-{index}", "provider": FIRM},
    "POST /api/recordings/{recording_id}/legal-hold": {"is_on": False},
    "POST /api/recordings/{recording_id}/listen": {"reason": "x"},
    "POST /api/session": {"user": "nobody", "password": "x"},
    "POST /api/web-calls": {},
    "PUT /api/groups/{group_id}": {"path": "{path}", "name": NAME},
    "PUT /api/parameters/{name}": {"value": {}, "place": "{path}"},
    "PUT /api/people/{user_id}": {"person": {**PERSON, "seat": None}, "version": 0},
    "PUT /api/providers/{provider_id}": {"provider": FIRM, "version": 0},
    "PUT /api/places/{path}": {"kind": "branch", "name": NAME},
}
"""Nothing that is sent as it is here is refused for its form."""

NEEDED = {"date": "2026-01-01", "month": "2026-01-01", "figure": "K03"}
ASKED_BY = {
    "about": "subject",
    "agent_id": "agent_id",
    "branch": "branch_id",
    "branch_id": "branch_id",
    "contact_id": "contact_id",
    "customer_id": "customer_id",
    "group": "group_id",
    "number": "number",
    "place": "path",
    "q": "user_id",
    "subject": "subject",
    "user_id": "user_id",
}
"""Parameters of lists that name somebody's rows, and what they name them by."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the description."""

    label: str
    """`GET /api/orders/{order_id}`"""
    queries: tuple[str, ...]
    has_body: bool

    @property
    def method(self) -> str:
        return self.label.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.label.partition(" ")[2]

    @property
    def is_about_rows(self) -> bool:
        """Whether it names rows; the others may show some."""
        named = json.dumps([self.path, BODIES.get(self.label)])
        return any(f"{{{name}}}" in named for name in (*ROWS, "token"))


ROWS = (
    "contact_id",
    "live_id",
    "agent_id",
    "user_id",
    "group_id",
    "order_id",
    "provider_id",
    "recording_id",
    "customer_id",
    "branch_id",
    "path",
)


def operations(description: str) -> list[Operation]:
    """What only looks comes first, what ends things last."""
    found = [
        Operation(
            label=f"{method.upper()} {path}",
            queries=tuple(
                one["name"]
                for one in said.get("parameters", ())
                if one["in"] == "query"
            ),
            has_body="requestBody" in said,
        )
        for path, methods in json.loads(description)["paths"].items()
        for method, said in methods.items()
    ]
    return sorted(found, key=_order)


def _order(one: Operation) -> tuple[bool, bool, bool, str]:
    ends = one.path.endswith(("/end", "/hang-up", "/sign-out", "/transfer"))
    return one.method != "GET", ends, one.method == "DELETE", one.label


def requests(operation: Operation, rows: Rows, index: int) -> Iterator[tuple[str, Any]]:
    """Addresses and bodies: a list is asked plainly, and by each parameter that names
    rows."""
    values = {
        **rows.ids,
        "number": "1" if "/files/" in operation.path else rows.number,
        "token": rows.token,
        "index": str(index),
        "subject": f"contact/{rows.ids['contact_id']}",
        "name": next(iter(KINDS)),
        "flow_id": "main",
        "note_id": "none",
        "plan_id": "none",
        "proposal_id": "none",
        "delegation_id": "none",
        "act": "urge",
        "flow": "fault",
    }
    if operation.path.startswith("/api/calls/"):
        values["contact_id"] = rows.ids["live_id"]
    if operation.path.startswith("/api/chats/"):
        values["contact_id"] = rows.ids["chat_id"]
    path = _filled(operation.path, values)
    body: Any = _filled(BODIES.get(operation.label), values)
    if operation.label == "POST /api/people/import":
        body["data"] = b64encode(body["data"].encode()).decode()
    needed = {name: NEEDED[name] for name in operation.queries if name in NEEDED}
    if "number" in operation.queries and len(operation.queries) == 1:
        needed["number"] = values["number"]
    yield f"{path}?{urlencode(needed)}", body
    for name in operation.queries:
        if name in ASKED_BY and name not in needed:
            asked = {**needed, name: values[ASKED_BY[name]]}
            yield f"{path}?{urlencode(asked)}", body


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    match value:
        case str():
            for name, one in values.items():
                value = value.replace(f"{{{name}}}", one)
            return value
        case dict():
            return {name: _filled(one, values) for name, one in value.items()}
        case list():
            return [_filled(one, values) for one in value]
        case _:
            return value


PRIVATE = (
    "contact_id",
    "live_id",
    "chat_id",
    "order_id",
    "provider_id",
    "recording_id",
    "customer_id",
    "agent_id",
    "group_id",
)


def shown(text: str, rows: Mapping[str, Rows]) -> set[str]:
    """The relations of which something is in an answer that only they have."""
    return {
        relation
        for relation, one in rows.items()
        if one.number in text
        or one.token in text
        or any(f'"{one.ids[name]}"' in text for name in PRIVATE)
    }
