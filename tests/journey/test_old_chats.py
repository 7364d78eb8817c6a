"""What was written in chats is kept as long as the rule says, and then is gone."""

from datetime import timedelta

import pytest

from builders import HOME, asker
from journey.scene import Scene
from yingda.journey.channels.errors import ChatHeld, NotNow, UnknownChat
from yingda.journey.channels.limits import ChatRules, Chats
from yingda.journey.channels.model.chats import File
from yingda.journey.system.model import Kind, Wanted
from yingda.kernel.ids import ContactId, UserId
from yingda.kernel.org import Asker, NotAllowed

WEEK = timedelta(days=7)
ANA = asker("ana", "contacts.read", "desk.work")
ADMIN = asker("ada", "system.admin", "contacts.read", "system.audit", "desk.work")
PICTURE = File(name="猫.png", media_type="image/png", data=b"\x89PNG\r\n\x1a\nrest")


async def rule(scene: Scene, keep_for: timedelta) -> None:
    async with scene.ground.work.begin(HOME) as tx:
        new = Chats(channels={"chat": ChatRules(keep_for=keep_for)})
        await scene.ground.parameters.set(tx, new, by=UserId("ada"))
    await scene.ground.parameters.refresh()


async def a_chat(scene: Scene, ana: Asker, number: str = "13909110001") -> ContactId:
    """Two texts and a file, ended."""
    visitors, writers = scene.centre.channels.visitors, scene.centre.channels.writers
    token = await visitors.open(
        number=number, queue_id=None, text="我的宽带断了", host="127.0.0.1"
    )
    await scene.settle()
    desk = await scene.centre.desk.at(ana)
    assert desk is not None
    contact_id = desk.work[0].serving.contact_id
    await visitors.send_file(token, PICTURE)
    await writers.say(ana, contact_id, "已修复")
    await visitors.end(token)
    await scene.settle()
    await scene.centre.desk.wrap_up(ana, contact_id, reasons=(), note="")
    await scene.settle()
    return contact_id


async def kept(scene: Scene, contact_id: ContactId) -> tuple[int, int]:
    """Posts that can be read, and files that lie in the store."""
    thread = await scene.centre.channels.writers.thread(ANA, contact_id)
    files = scene.folder / "blobs" / "chats" / contact_id
    return len(thread.posts), len(list(files.glob("*")))


async def test_what_was_written_goes_when_the_rule_says_and_the_log_says_what(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general", beside={"chat": 1})
    await rule(scene, WEEK)
    old = await a_chat(scene, ana)
    scene.ground.clock.move(timedelta(days=4))
    young = await a_chat(scene, ana, "13909110002")
    keeping = scene.centre.channels.keeping
    assert await keeping.let_go() == 0
    assert await kept(scene, old) == (4, 1)

    scene.ground.clock.move(timedelta(days=3, seconds=1))
    gone = await keeping.let_go()
    await scene.settle()

    assert (gone, await keeping.let_go()) == (1, 0)
    assert await kept(scene, old) == (0, 0)
    assert await kept(scene, young) == (4, 1)
    async with scene.ground.work.system(HOME) as tx:
        rows = await tx.run(
            "select address, address_blind, token from channels.chats"
            " where contact_id = :contact_id",
            contact_id=old,
        )
    assert rows[0]["token"] is None
    assert rows[0]["address_blind"] == scene.ground.keys.blind("")
    # The contact stays in the history, and the log says what went.
    story = await scene.centre.contacts.story(ADMIN, old)
    assert story.card.outcome == "answered"
    wanted = Wanted(kind=Kind.OPERATION, action="chats.let-go")
    (line,) = await scene.centre.system.trail.find(ADMIN, wanted)
    assert line.entry.subject == f"chat/{old}"
    assert line.entry.reason == "kept-long-enough: 4 posts, 1 files"


async def test_what_is_under_legal_hold_is_neither_let_go_nor_erased(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general", beside={"chat": 1})
    await rule(scene, WEEK)
    contact_id = await a_chat(scene, ana)
    keeping = scene.centre.channels.keeping
    await keeping.hold(ADMIN, contact_id, is_on=True)
    scene.ground.clock.move(timedelta(days=30))

    assert await keeping.let_go() == 0
    with pytest.raises(ChatHeld):
        await keeping.erase(ADMIN, contact_id)
    assert await kept(scene, contact_id) == (4, 1)

    await keeping.hold(ADMIN, contact_id, is_on=False)
    assert await keeping.let_go() == 1


async def test_a_customer_may_demand_that_a_chat_is_erased_at_once(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general", beside={"chat": 1})
    contact_id = await a_chat(scene, ana)
    keeping = scene.centre.channels.keeping
    with pytest.raises(NotAllowed):
        await keeping.erase(ana, contact_id)
    elsewhere = asker("bo", "system.admin", path="sn.sl")
    with pytest.raises(UnknownChat):
        await keeping.erase(elsewhere, contact_id)

    await keeping.erase(ADMIN, contact_id)
    await scene.settle()

    assert await kept(scene, contact_id) == (0, 0)
    wanted = Wanted(action="chats.let-go", user_id=UserId("ada"))
    (line,) = await scene.centre.system.trail.find(ADMIN, wanted)
    assert line.entry.reason == "erased: 4 posts, 1 files"


async def test_a_chat_that_goes_on_is_not_erased(scene: Scene) -> None:
    await scene.centre.channels.visitors.open(
        number=None, queue_id=None, text="在吗", host="127.0.0.1"
    )
    await scene.settle()
    said = await scene.ground.said()
    contact_id = ContactId(next(who for kind, who in said if kind == "CallArrived"))

    with pytest.raises(NotNow):
        await scene.centre.channels.keeping.erase(ADMIN, contact_id)


async def test_a_crash_between_files_and_words_is_made_good_the_next_time(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general", beside={"chat": 1})
    await rule(scene, WEEK)
    contact_id = await a_chat(scene, ana)
    scene.ground.clock.move(timedelta(days=8))
    for file in (scene.folder / "blobs" / "chats" / contact_id).glob("*"):
        file.unlink()

    assert await scene.centre.channels.keeping.let_go() == 1
    assert await kept(scene, contact_id) == (0, 0)


async def test_a_file_that_a_crash_left_without_a_post_goes_with_its_chat(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general", beside={"chat": 1})
    contact_id = await a_chat(scene, ana)
    files = scene.folder / "blobs" / "chats" / contact_id
    for left in ("nobodys.sealed", "half.new"):
        (files / left).write_bytes(b"...")

    await scene.centre.channels.keeping.erase(ADMIN, contact_id)

    assert await kept(scene, contact_id) == (0, 0)
