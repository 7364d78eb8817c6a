"""The customer file and the people of a small centre, on the ground of a test."""

from datetime import date
from itertools import count

from builders import HOME, Ground
from yingda.journey.customers import wiring as customers_wiring
from yingda.journey.customers.model import NewCustomer, Subscription
from yingda.journey.customers.service import Customers
from yingda.journey.people import wiring as people_wiring
from yingda.journey.people.adapters.argon import Argon2
from yingda.journey.people.model import (
    Group,
    NewUser,
    Organisation,
    Place,
    SeatOf,
)
from yingda.journey.people.service import People
from yingda.kernel.ids import BranchId, CustomerId, QueueId, Skill, TierId, UserId
from yingda.kernel.name import Name
from yingda.messages.channels import Channel

PASSWORD = "open-sesame"
QUICK = Argon2(passes=1, kibibytes=8, lanes=1)


async def change(centre: Ground, value: object) -> None:
    """Sets a parameter for the whole province, in force at once."""
    async with centre.work.system(HOME) as tx:
        await centre.parameters.set(tx, value, by=UserId("admin"))
    await centre.parameters.refresh()


def customers_on(centre: Ground) -> Customers:
    return customers_wiring.install(
        work=centre.work,
        clock=centre.clock,
        ids=centre.ids,
        keys=centre.keys,
        parameters=centre.parameters,
    )


def people_on(centre: Ground) -> People:
    tokens = count(1)
    return people_wiring.install(
        work=centre.work,
        clock=centre.clock,
        ids=centre.ids,
        keys=centre.keys,
        parameters=centre.parameters,
        home=HOME,
        alarms=centre.alarms,
        bus=centre.bus,
        passwords=QUICK,
        secret=lambda: f"token-{next(tokens)}",
    )


def subscriber(
    name: str,
    *numbers: str,
    branch: str = "sn.xa",
    tier: str = "vip",
    **changed: object,
) -> NewCustomer:
    return NewCustomer(
        customer_id=CustomerId(f"c-{numbers[0]}"),
        name=name,
        numbers=numbers,
        tier_id=TierId(tier),
        sublevel=1,
        brand=str(changed.get("brand", "quanqiutong")),
        branch_id=BranchId(branch),
        since=date(2020, 1, 1),
        balance_fen=int(str(changed.get("balance_fen", 9_900))),
        products=(Subscription(code="mobile-basic", since=date(2020, 1, 1)),),
        born=date.fromisoformat(str(changed["born"])) if "born" in changed else None,
        household=(str(changed["household"]),) if "household" in changed else (),
    )


async def enter(customers: Customers, *people: NewCustomer) -> None:
    await customers.load(HOME, "test", people, done=len(people))


def user(
    name: str, spoken: str, *roles: str, path: str = "sn", seat: SeatOf | None = None
) -> NewUser:
    return NewUser(
        user_id=UserId(name),
        login=name,
        name=spoken,
        roles=roles,
        path=BranchId(path),
        seat=seat,
    )


def seat(number: str, group: str = "g1", **skills: int) -> SeatOf:
    return SeatOf(
        number=number,
        group_id=group,
        queues=tuple(map(QueueId, skills)),
        skills={Skill(name): level for name, level in skills.items()},
        capacity={Channel.VOICE: 1},
    )


def place(path: str, zh: str, kind: str = "branch") -> Place:
    return Place(path=BranchId(path), kind=kind, name=Name(zh, zh))


SMALL = Organisation(
    places=(
        place("sn", "陕西", "province"),
        place("sn.xa", "西安"),
        place("sn.bj", "宝鸡"),
    ),
    groups=(
        Group(group_id="g1", name=Name("一组", "one"), path=BranchId("sn")),
        Group(group_id="g2", name=Name("二组", "two"), path=BranchId("sn")),
        Group(group_id="g3", name=Name("宝鸡组", "Baoji"), path=BranchId("sn.bj")),
    ),
    users=(
        user("ana", "张雨桐", "agent", seat=seat("1001", fault=9, general=5)),
        user("bo", "𠅤李", "agent", seat=seat("1002", billing=4)),
        user("cy", "周静", "leader", seat=seat("2001", complaint=8)),
        user("dan", "王军", "agent", seat=seat("1003", "g2", general=1)),
        user("eve", "孙宝", "agent", path="sn.bj", seat=seat("1004", "g3", general=1)),
        user("fay", "何静", "supervisor", path="sn.bj"),
    ),
)
