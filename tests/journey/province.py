"""A province with every role at work in one branch, and a day's rows all over its tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from builders import HOME
from journey.scene import Scene
from yingda.journey.customers.model import NewCustomer, Subscription
from yingda.journey.people.model import Group, NewUser, Organisation, Place, SeatOf
from yingda.journey.workorders.model import NewOrder
from yingda.kernel.ids import BranchId, CustomerId, QueueId, Skill, TierId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState

PASSWORD = "open-sesame"
ROLES = ("agent", "leader", "supervisor", "quality", "admin")
OWN = "sn.xa"
"""Where those work who ask."""

PLACES: Mapping[str, str] = {
    "own": OWN,
    "child": "sn.xa.yt",
    "sibling": "sn.bj",
    "parent": "sn",
}
"""By what each is to those who ask."""

QUEUE = "general"
CONTENT = "宽带不通"


@dataclass(slots=True)
class Rows:
    """What there is of one place, by the names that the API's parameters have."""

    ids: dict[str, str] = field(default_factory=dict)
    number: str = ""
    token: str = ""
    """The visitor's own, of a chat that goes on."""


class Province:
    """Signed in: `tokens` by role, of those who work at OWN."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rows: dict[str, Rows] = {}
        self.tokens: dict[str, str] = {}
        self.askers: dict[str, Asker] = {}

    async def open(self) -> None:
        centre = self.scene.centre
        await self.scene.open()
        await centre.people.found(HOME, _organisation(), PASSWORD)
        await centre.customers.load(HOME, "test", _customers(), done=len(PLACES))
        for role in ROLES:
            self.tokens[role], self.askers[role] = await self._sign_in(_name(role, OWN))
        for relation, path in PLACES.items():
            self.rows[relation] = await self._day(path)
        await self.scene.pass_time(5)
        await centre.channels.recordings.keep()
        await self.scene.settle()
        await centre.system.trail.seal()
        for relation in PLACES:
            await self._name_rows(relation)

    async def _sign_in(self, login: str) -> tuple[str, Asker]:
        people = self.scene.centre.people
        token, _ = await people.entry.sign_in(login, PASSWORD)
        found = await people.asker_of(token)
        assert found is not None
        return token, found

    async def _day(self, path: str) -> Rows:
        """A call that was served and written up, an order, a note, and a chat under way."""
        scene, centre = self.scene, self.scene.centre
        _, agent = await self._sign_in(_name("agent", path))
        rows = Rows(number=_number(path))
        await centre.desk.sign_in(agent)
        await centre.desk.set_state(agent, AgentState.READY, None)
        await scene.settle()
        line = await scene.call(rows.number)
        await scene.pass_time(6)
        await scene.press(line, "0")
        await scene.pass_time(2)
        await scene.pick_up(agent)
        at = await centre.desk.at(agent)
        assert at is not None
        contact_id = at.work[0].serving.contact_id
        await scene.pass_time(20)
        await scene.hang_up(line)
        await centre.desk.wrap_up(agent, contact_id, reasons=(), note=CONTENT)
        await scene.settle()
        rows.token = await centre.channels.visitors.open(
            number=rows.number, queue_id=QueueId(QUEUE), text=CONTENT
        )
        await scene.settle()
        at = await centre.desk.at(agent)
        assert at is not None
        chat_id = at.work[0].serving.contact_id
        await centre.channels.writers.say(agent, chat_id, CONTENT)
        await centre.desk.set_state(agent, AgentState.BREAK, "meal")
        await scene.settle()
        order_type = centre.workorders.types(HOME)[0].type
        order = await centre.workorders.open(
            agent,
            NewOrder(
                type=order_type,
                description=CONTENT,
                branch_id=BranchId(path),
                contact_id=contact_id,
                customer_id=_customer_id(path),
            ),
        )
        await scene.settle()
        rows.ids = {
            "contact_id": contact_id,
            "chat_id": chat_id,
            "order_id": order,
            "customer_id": _customer_id(path),
            "agent_id": _name("agent", path),
            "user_id": _name("agent", path),
            "group_id": _group(path),
            "path": path,
            "branch_id": path,
            "queue_id": QUEUE,
            "type": order_type,
        }
        return rows

    async def _name_rows(self, relation: str) -> None:
        """Ids that come into being later than the call itself."""
        rows = self.rows[relation]
        async with self.scene.ground.work.system(HOME) as tx:
            found = await tx.run(
                "select recording_id, leg_id from channels.recordings"
                " where contact_id = :contact_id",
                contact_id=rows.ids["contact_id"],
            )
        (recording,) = found
        rows.ids["recording_id"] = str(recording["recording_id"])
        rows.ids["leg_id"] = str(recording["leg_id"])


def _name(role: str, path: str) -> str:
    return f"{role}-at-{path.replace('.', '-')}"


def _group(path: str) -> str:
    return f"group-at-{path.replace('.', '-')}"


def _number(path: str) -> str:
    return f"1390911{list(PLACES.values()).index(path):04}"


def _customer_id(path: str) -> CustomerId:
    return CustomerId(f"customer-at-{path.replace('.', '-')}")


def _organisation() -> Organisation:
    users = [_user(role, OWN) for role in ROLES]
    users += [_user("agent", path) for path in PLACES.values() if path != OWN]
    kinds = {0: "province", 1: "branch", 2: "branch"}
    return Organisation(
        places=tuple(
            Place(
                path=BranchId(path),
                kind=kinds[path.count(".")],
                name=Name(f"地{path}", f"place {path}"),
            )
            for path in sorted(PLACES.values())
        ),
        groups=tuple(
            Group(group_id=_group(path), name=Name("组", "group"), path=BranchId(path))
            for path in PLACES.values()
        ),
        users=tuple(users),
    )


def _user(role: str, path: str) -> NewUser:
    number = f"{1 + ROLES.index(role)}00{list(PLACES.values()).index(path)}"
    seat = SeatOf(
        number=number,
        group_id=_group(path),
        queues=(QueueId(QUEUE),),
        skills={Skill(QUEUE): 5},
        capacity={Channel.VOICE: 1, Channel.CHAT: 3},
    )
    return NewUser(
        user_id=UserId(_name(role, path)),
        login=_name(role, path),
        name=_name(role, path),
        roles=(role,),
        path=BranchId(path),
        seat=seat if role in ("agent", "leader") else None,
    )


def _customers() -> list[NewCustomer]:
    return [
        NewCustomer(
            customer_id=_customer_id(path),
            name=f"王{path}",
            numbers=(_number(path),),
            tier_id=TierId("vip"),
            sublevel=1,
            brand="quanqiutong",
            branch_id=BranchId(path),
            since=date(2020, 1, 1),
            balance_fen=100,
            products=(Subscription(code="mobile-basic", since=date(2020, 1, 1)),),
        )
        for path in PLACES.values()
    ]
