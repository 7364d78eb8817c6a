"""A province with every role at work in one branch, and a day's rows all over its tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from builders import HOME
from builders_partners import firm
from journey.scene import Scene
from yingda.journey.channels.model import LineId
from yingda.journey.customers.model import NewCustomer, Subscription
from yingda.journey.people.model import Group, NewUser, Organisation, Place, SeatOf
from yingda.journey.workorders.model import NewOrder
from yingda.kernel.ids import (
    BranchId,
    ContactId,
    CustomerId,
    MessageId,
    QueueId,
    Skill,
    TierId,
    UserId,
)
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.messages.channels import Channel
from yingda.messages.channels.texts import SendText
from yingda.messages.desk import AgentState

PASSWORD = "open-sesame"
ROLES = ("agent", "leader", "supervisor", "quality", "handler", "admin")
OWN = "sn.xa"
"""Where those work who ask."""

PLACES: Mapping[str, str] = {
    "own": OWN,
    "near": OWN,
    "child": "sn.xa.yt",
    "sibling": "sn.bj",
    "parent": "sn",
}
"""By what each is to those who ask: what is near is of another group in the same place."""

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
            token, asker = await self._sign_in(_name(role, "own"))
            self.tokens[role], self.askers[role] = token, asker
        for relation in PLACES:
            self.rows[relation] = await self._day(relation)
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

    async def _day(self, relation: str) -> Rows:
        """A call that was served and written up, an order, a call and a chat under way."""
        scene, centre, path = self.scene, self.scene.centre, PLACES[relation]
        _, agent = await self._sign_in(_name("agent", relation))
        rows = Rows(number=_number(relation))
        await centre.desk.sign_in(agent)
        await centre.desk.set_state(agent, AgentState.READY, None)
        await scene.settle()
        line, contact_id = await self._talk(rows.number, agent)
        await scene.pass_time(20)
        await scene.hang_up(line)
        await centre.desk.wrap_up(agent, contact_id, reasons=(), note=CONTENT)
        await scene.settle()
        rows.token = await centre.channels.visitors.open(
            number=rows.number,
            queue_id=QueueId(QUEUE),
            text=CONTENT,
            host="127.0.0.1",
        )
        await scene.settle()
        (chat_id,) = await self._work(agent)
        await centre.channels.writers.say(agent, chat_id, CONTENT)
        await scene.settle()
        _, live_id = await self._talk(rows.number, agent)
        await centre.desk.set_state(agent, AgentState.BREAK, "meal")
        await scene.settle()
        place = Scope(tenant_id=HOME.tenant_id, path=path, site=HOME.site)
        provider = firm(f"firm-{relation}", code="", regions=[path])
        await centre.partners.found(place, [provider])
        order_type = centre.workorders.types(HOME)[0].type
        order = await centre.workorders.open(
            agent,
            NewOrder(
                type=order_type,
                description=CONTENT,
                branch_id=BranchId(path),
                contact_id=contact_id,
                customer_id=_customer_id(relation),
            ),
        )
        await scene.ground.say(
            SendText(
                id=MessageId(f"text-{relation}"),
                at=scene.ground.clock.now(),
                scope=replace(HOME, path=path),
                purpose="fault",
                words="help",
                customer_id=_customer_id(relation),
                order_id=order,
                contact_id=contact_id,
            )
        )
        await scene.settle()
        rows.ids = {
            "contact_id": contact_id,
            "live_id": live_id,
            "chat_id": chat_id,
            "order_id": order,
            "provider_id": provider.provider_id,
            "customer_id": _customer_id(relation),
            "agent_id": _name("agent", relation),
            "user_id": _name("agent", relation),
            "group_id": _group(relation),
            "path": path,
            "branch_id": path,
            "queue_id": QUEUE,
            "type": order_type,
        }
        return rows

    async def _talk(self, number: str, agent: Asker) -> tuple[LineId, ContactId]:
        """A caller asks for a human, and this agent answers."""
        scene = self.scene
        before = await self._work(agent)
        line = await scene.call(number)
        await scene.pass_time(6)
        await scene.press(line, "0")
        await scene.pass_time(2)
        await scene.pick_up(agent)
        (contact_id,) = set(await self._work(agent)) - set(before)
        return line, contact_id

    async def _work(self, agent: Asker) -> list[ContactId]:
        at = await self.scene.centre.desk.at(agent)
        return [one.serving.contact_id for one in at.work] if at else []

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


def _name(role: str, relation: str) -> str:
    return f"{role}-{relation}"


def _group(relation: str) -> str:
    return f"group-{relation}"


def _number(relation: str) -> str:
    return f"1390911{list(PLACES).index(relation):04}"


def _customer_id(relation: str) -> CustomerId:
    return CustomerId(f"customer-{relation}")


def _organisation() -> Organisation:
    users = [_user(role, "own") for role in ROLES]
    users += [_user("agent", relation) for relation in PLACES if relation != "own"]
    return Organisation(
        places=tuple(
            Place(
                path=BranchId(path),
                kind="branch" if "." in path else "province",
                name=Name(f"地{path}", f"place {path}"),
            )
            for path in sorted(set(PLACES.values()))
        ),
        groups=tuple(
            Group(group_id=_group(one), name=Name("组", "group"), path=BranchId(path))
            for one, path in PLACES.items()
        ),
        users=tuple(users),
    )


def _user(role: str, relation: str) -> NewUser:
    seat = SeatOf(
        number=f"{1 + ROLES.index(role)}00{list(PLACES).index(relation)}",
        group_id=_group(relation),
        queues=(QueueId(QUEUE),),
        skills={Skill(QUEUE): 5},
        capacity={Channel.VOICE: 1, Channel.CHAT: 3},
    )
    return NewUser(
        user_id=UserId(_name(role, relation)),
        login=_name(role, relation),
        name=_name(role, relation),
        roles=(role,),
        path=BranchId(PLACES[relation]),
        seat=seat if role in ("agent", "leader") else None,
    )


def _customers() -> list[NewCustomer]:
    return [
        NewCustomer(
            customer_id=_customer_id(relation),
            name=f"王{relation}",
            numbers=(_number(relation),),
            tier_id=TierId("vip"),
            sublevel=1,
            brand="quanqiutong",
            branch_id=BranchId(path),
            since=date(2020, 1, 1),
            balance_fen=100,
            products=(Subscription(code="mobile-basic", since=date(2020, 1, 1)),),
        )
        for relation, path in PLACES.items()
    ]
