"""A leader sees what the own group served: a move changes the future and not the past."""

import pytest
from msgspec.structs import replace

from builders import HOME, asker
from journey.scene import Scene
from journey.test_floor import staff
from yingda.app.screens.contacts import ContactsScreen
from yingda.journey.channels.model.recordings import Wanted as WantedRecordings
from yingda.journey.contacts.errors import UnknownContact
from yingda.journey.contacts.model import Wanted
from yingda.journey.people.model import Group, Organisation
from yingda.kernel.ids import BranchId, ContactId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker

ADMIN = asker("ada", "people.admin", "people.read")
READS = frozenset({"contacts.read", "contacts.read-all", "desk.work"})


async def leader(scene: Scene, name: str, group: str) -> Asker:
    made = await staff(scene, name, "leader", group=group)
    return replace(made, actions=READS)


async def groups(scene: Scene, *names: str) -> None:
    made = tuple(
        Group(group_id=one, path=BranchId("sn"), name=Name(one, one)) for one in names
    )
    made_of = Organisation(places=(), groups=made, users=())
    await scene.centre.people.found(HOME, made_of, "correct horse")


async def serve(scene: Scene, ana: Asker, number: str) -> ContactId:
    line_id = await scene.call(number)
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(3)
    await scene.pick_up(ana)
    await scene.pass_time(10)
    await scene.hang_up(line_id)
    await scene.pass_time(60)
    said = await scene.ground.said()
    return ContactId([who for kind, who in said if kind == "CallArrived"][-1])


async def listed(scene: Scene, who: Asker) -> list[ContactId]:
    page = await screen(scene).find(who, Wanted(), number=None)
    return [row.contact_id for row in page.contacts]


def screen(scene: Scene) -> ContactsScreen:
    found = scene.centre.services()["contacts_screen"]
    assert isinstance(found, ContactsScreen)
    return found


async def is_shown(scene: Scene, who: Asker, contact_id: ContactId) -> bool:
    story = await scene.centre.contacts.story(who, contact_id)
    try:
        await screen(scene).check_reach(who, story.card)
    except UnknownContact:
        return False
    return True


@pytest.mark.row("SM-05")
async def test_what_an_agent_answered_stays_with_the_group_of_then(
    scene: Scene,
) -> None:
    await groups(scene, "one", "two")
    lee = await leader(scene, "lee", "one")
    kim = await leader(scene, "kim", "two")
    ana = await scene.agent("ana", "general")
    before = await serve(scene, ana, "13909110001")

    await scene.centre.people.staffing.move(ADMIN, [UserId("ana")], "two")
    await scene.settle()
    after = await serve(scene, ana, "13909110002")

    assert await listed(scene, lee) == [before]
    assert await listed(scene, kim) == [after]
    assert await is_shown(scene, lee, before)
    assert not await is_shown(scene, lee, after)
    assert not await is_shown(scene, kim, before)
    # Ana herself sees both, and whoever moves along with the job sees the new group's.
    assert await listed(scene, replace(ana, actions=READS)) == [after, before]
    await scene.centre.people.staffing.move(ADMIN, [UserId("lee")], "two")
    await scene.settle()
    assert await listed(scene, lee) == [after]


async def test_where_no_group_is_known_todays_counts(scene: Scene) -> None:
    await groups(scene, "one", "two")
    lee = await leader(scene, "lee", "one")
    kim = await leader(scene, "kim", "two")
    ana = await scene.agent("ana", "general")
    async with scene.ground.work.system(HOME) as tx:
        await tx.run("delete from contacts.posts")
    before = await serve(scene, ana, "13909110001")

    assert await listed(scene, lee) == [before]
    assert await listed(scene, kim) == []


async def heard(scene: Scene, who: Asker) -> list[ContactId]:
    """Whose recordings are listed."""
    found, _ = await scene.centre.channels.recordings.search(who, WantedRecordings())
    return [one.contact_id for one in found]


@pytest.mark.row("SM-05")
async def test_recordings_stay_with_the_group_of_then_too(scene: Scene) -> None:
    await groups(scene, "one", "two")
    plays = frozenset({"recordings.play"})
    lee = replace(await leader(scene, "lee", "one"), actions=plays)
    kim = replace(await leader(scene, "kim", "two"), actions=plays)
    ana = await scene.agent("ana", "general")
    before = await serve(scene, ana, "13909110001")
    # Stored after the move, and still of the moment in which it was said.
    await scene.centre.people.staffing.move(ADMIN, [UserId("ana")], "two")
    await scene.settle()
    after = await serve(scene, ana, "13909110002")
    await scene.centre.channels.recordings.keep()

    assert await heard(scene, lee) == [before]
    assert await heard(scene, kim) == [after]
    assert await heard(scene, replace(ana, actions=plays)) == [after, before]
    await scene.centre.people.staffing.move(ADMIN, [UserId("lee")], "two")
    await scene.settle()
    assert await heard(scene, lee) == [after]


async def test_recordings_of_which_no_group_is_known_go_by_todays(
    scene: Scene,
) -> None:
    await groups(scene, "one", "two")
    plays = frozenset({"recordings.play"})
    lee = replace(await leader(scene, "lee", "one"), actions=plays)
    kim = replace(await leader(scene, "kim", "two"), actions=plays)
    ana = await scene.agent("ana", "general")
    async with scene.ground.work.system(HOME) as tx:
        await tx.run("delete from contacts.posts")
    before = await serve(scene, ana, "13909110001")
    await scene.centre.channels.recordings.keep()

    assert await heard(scene, lee) == [before]
    assert await heard(scene, kim) == []
