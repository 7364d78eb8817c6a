"""Every act on an order in every state, by everybody, through the API: what the table has
is done, what it does not have is refused with a code."""

from collections.abc import AsyncIterator
from itertools import product
from typing import Any, cast

import httpx
import pytest

from builders import HOME
from journey.scene import Scene
from yingda.app.asgi import create
from yingda.app.world.organisation import shaanxi
from yingda.journey.people.limits import Roles
from yingda.journey.workorders.model.states import (
    UNDER_SUPERVISION,
    Act,
    Side,
    State,
    step,
)
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, Scope

TYPE, BRANCH = "fault", "sn.bj"
PLACES = ("sn", BRANCH, "sn.xy")
ROLES = tuple(Roles().roles)
FULL = {"note": "x", "reason": "other", "answer": "satisfied"}
REFUSED = ("act-not-allowed", "not-allowed", "unknown-order")
LEAD, THERE = "supervisor sn", f"handler {BRANCH}"
WAYS: dict[State, list[tuple[str, Act]]] = {
    State.SENT: [],
    State.NEW: [(LEAD, Act.RECALL)],
    State.RETURNED: [(THERE, Act.GIVE_BACK)],
    State.HELD: [(THERE, Act.CONFIRM)],
    State.CANCELLED: [(LEAD, Act.CANCEL)],
}
WAYS[State.PAUSED] = [*WAYS[State.HELD], (LEAD, Act.PAUSE)]
WAYS[State.DONE] = [*WAYS[State.HELD], (THERE, Act.REPORT)]
WAYS[State.CALLING] = [*WAYS[State.DONE], (LEAD, Act.ACCEPT)]
WAYS[State.VERIFIED] = [*WAYS[State.CALLING], (LEAD, Act.CALL_BACK)]
WAYS[State.CLOSED] = [*WAYS[State.VERIFIED], (LEAD, Act.CLOSE)]


def asker_of(who: str) -> Asker:
    """`supervisor sn`: a role, and where it is held. Nobody here took an order down."""
    role, _, path = who.partition(" ")
    scope = Scope(tenant_id=HOME.tenant_id, path=path, site=HOME.site)
    actions = frozenset(Roles().roles[role].actions)
    user_id = UserId(who.replace(" ", "-"))
    return Asker(user_id=user_id, agent_id=None, scope=scope, actions=actions)


@pytest.fixture
async def web(scene: Scene) -> AsyncIterator[httpx.AsyncClient]:
    await scene.centre.people.found(HOME, shaanxi(), "correct horse")

    async def who_asks(token: str) -> Asker:
        return asker_of(token.replace("_", " "))

    app = create(scene.centre.routes(), scene.centre.services(), who_asks)
    transport = httpx.ASGITransport(cast(Any, app))
    async with httpx.AsyncClient(transport=transport, base_url="http://c.test") as made:
        yield made


class Desk:
    def __init__(self, web: httpx.AsyncClient) -> None:
        self._web = web

    async def ask(self, who: str, path: str, body: object) -> httpx.Response:
        cookie = f"yingda_session={who.replace(' ', '_')}"
        return await self._web.post(path, json=body, headers={"Cookie": cookie})

    async def act(self, who: str, order_id: str, act: Act) -> httpx.Response:
        return await self.ask(who, f"/api/orders/{order_id}/acts/{act}", _given(act))

    async def order_at(self, state: State) -> str:
        body = {"type": TYPE, "description": "x", "branch_id": BRANCH}
        made = await self.ask("leader sn", "/api/orders", body)
        order_id = str(made.json()["order_id"])
        for who, act in WAYS[state]:
            answer = await self.act(who, order_id, act)
            assert answer.status_code == 200, (who, act, answer.text)
        return order_id


def _given(act: Act) -> dict[str, object]:
    given: dict[str, object] = dict(FULL)
    if act in (Act.REASSIGN, Act.HAND_ON, Act.DISPATCH):
        given["to"] = {"kind": "place", "id": BRANCH}
    return given


def sides(who: str, state: State) -> set[Side]:
    """By the words of the table, not by the code that is asked."""
    role, _, path = who.partition(" ")
    actions = Roles().roles[role].actions
    found: set[Side] = set()
    if path == "sn" and "orders.steer" in actions:
        found.add(Side.PROVINCE)
    if path == "sn" and "orders.write" in actions:
        found.add(Side.DESK)
    holder = BRANCH if state in (State.SENT, State.HELD, State.PAUSED) else "sn"
    if path == holder and "orders.handle" in actions and state is not State.CALLING:
        found.add(Side.HOLDER)
    return found


@pytest.mark.row("WO-01")
@pytest.mark.parametrize("state", list(State))
async def test_what_may_be_done_is_what_the_table_says_whoever_asks(
    web: httpx.AsyncClient, state: State
) -> None:
    desk, wrong = Desk(web), []
    order_id = await desk.order_at(state)
    for act, role, place in product(Act, ROLES, PLACES):
        who = f"{role} {place}"
        answer = await desk.act(who, order_id, act)
        meant = step(state, act, sides(who, state)) is not None
        if meant != (answer.status_code == 200):
            wrong.append((who, act, answer.status_code, answer.text[:120]))
        elif not meant and answer.json()["code"] not in REFUSED:
            # A handler may not give to a place that is not below: said before the table.
            is_elsewhere = act in (Act.REASSIGN, Act.HAND_ON, Act.DISPATCH)
            if not (is_elsewhere and answer.json()["code"] == "no-such-holder"):
                wrong.append((who, act, answer.status_code, answer.text[:120]))
        if answer.status_code == 200:
            order_id = await desk.order_at(state)
    assert not wrong, wrong[:5]
    assert UNDER_SUPERVISION
