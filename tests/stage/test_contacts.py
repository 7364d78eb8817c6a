"""What happened between us, as it is written down from the facts."""

from datetime import timedelta

import pytest

from builders import Ground, asker, ground
from builders_desk import ADA, BILLING, FAULT, Call, contacts_on
from yingda.journey.contacts.errors import UnknownContact
from yingda.journey.contacts.model import Wanted
from yingda.journey.contacts.service import Contacts
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    FlowId,
    LegId,
    PointId,
    ReasonCode,
    TierId,
)
from yingda.kernel.org import NotAllowed
from yingda.messages.channels import CallHeld, CallRetrieved, CallTransferred, LegEnd
from yingda.messages.desk import ContactWrappedUp
from yingda.messages.dialogue import (
    CallerIdentified,
    DataAttached,
    DialogueStarted,
    HumanRequested,
    MenuChosen,
    MenuEntered,
)
from yingda.messages.routing import ContactLeftQueue, Entry
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ANA = asker("ana", "desk.work", "contacts.read", path="sn.xa")
BO = asker("bo", "desk.work", "contacts.read", path="sn.xa")
CY = asker("cy", "desk.work", "contacts.read", path="sn.xa")
LEAD = asker("lead", "contacts.read", "contacts.read-all")
SECOND = timedelta(seconds=1)


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def contacts(centre: Ground) -> Contacts:
    return contacts_on(centre)


async def through_the_menu(centre: Ground, call: Call, branch: str = "sn.xa") -> None:
    await call.arrive()
    await call.tell(
        DialogueStarted, flow_id=FlowId("main"), flow_version=1, variant="brand"
    )
    await call.tell(
        CallerIdentified,
        customer_id=ADA,
        tier_id=TierId("vip"),
        branch_id=BranchId(branch),
        how="record",
    )
    await call.tell(MenuEntered, node="main")
    await call.tell(MenuChosen, node="main", choice="fault")
    await call.tell(DataAttached, data={"topic": "broadband", "order": "SN-1"})
    await call.tell(HumanRequested, why="key")


@pytest.mark.row("CT-06")
async def test_what_the_machine_learned_is_before_the_third_agent_after_two_transfers(
    centre: Ground, contacts: Contacts
) -> None:
    call = Call(centre, "call")
    await through_the_menu(centre, call, branch="sn.bj")
    for n, (agent, to) in enumerate([("ana", BILLING), ("bo", FAULT), ("cy", None)]):
        leg = f"leg-{n}"
        await call.queue(FAULT if n != 1 else BILLING, entry=Entry.TRANSFERRED)
        await call.talk_to(agent, leg)
        if to:
            await call.tell(
                CallTransferred,
                leg_id=LegId(leg),
                agent_id=AgentId(agent),
                to_queue=to,
                to_agent=None,
            )
            await call.end_leg(agent, leg, LegEnd.TRANSFERRED)

    story = await contacts.story(CY, call.contact_id)

    assert story.data == {"topic": "broadband", "order": "SN-1"}
    assert [(one.node, one.choice) for one in story.path] == [("main", "fault")]
    assert story.card.customer_id == ADA
    assert story.card.agent_ids == ("ana", "bo", "cy")


async def test_an_agent_sees_a_contact_of_another_branch_only_if_it_is_offered_them(
    centre: Ground, contacts: Contacts
) -> None:
    call = Call(centre, "call")
    await through_the_menu(centre, call, branch="sn.bj")
    await call.queue()
    with pytest.raises(UnknownContact):
        await contacts.story(ANA, call.contact_id)

    await call.offer("ana")

    assert (await contacts.story(ANA, call.contact_id)).place.path == "sn.bj"
    with pytest.raises(UnknownContact):
        await contacts.story(BO, call.contact_id)
    with pytest.raises(NotAllowed):
        await contacts.story(asker("ana"), call.contact_id)


async def test_waits_talks_and_holds_are_counted_from_the_moments_of_the_facts(
    centre: Ground, contacts: Contacts
) -> None:
    call, leg = Call(centre, "call"), {"leg_id": "leg", "agent_id": "ana"}
    await through_the_menu(centre, call)
    await call.queue()
    centre.clock.move(7 * SECOND)
    await call.talk_to("ana")
    centre.clock.move(20 * SECOND)
    await call.tell(CallHeld, **leg)
    centre.clock.move(5 * SECOND)
    await call.tell(CallRetrieved, **leg)
    centre.clock.move(10 * SECOND)
    await call.end_leg("ana")
    await call.end()
    await call.tell(
        ContactWrappedUp,
        **leg,
        reasons=(ReasonCode("fault.data"),),
        timed_out=False,
        has_note=True,
    )

    card = (await contacts.story(LEAD, call.contact_id)).card
    [segment] = await contacts.segments(LEAD, call.contact_id)

    assert (card.wait_seconds, card.talk_seconds) == (7, 35)
    assert (card.outcome, card.reasons) == ("answered", ("fault.data",))
    assert (segment.held_seconds, segment.why) == (5, "hung-up")
    assert segment.has_note


async def test_how_a_contact_ended_is_one_word(
    centre: Ground, contacts: Contacts
) -> None:
    served, lost = Call(centre, "served"), Call(centre, "gave-up")
    await served.arrive()
    await served.end()
    await through_the_menu(centre, lost)
    await lost.queue()
    centre.clock.move(9 * SECOND)
    await lost.tell(ContactLeftQueue, queue_id=FAULT, why="abandoned")
    await lost.end()

    ends = [(await contacts.story(LEAD, one.contact_id)).card for one in (served, lost)]

    assert [card.outcome for card in ends] == ["self-service", "abandoned"]
    assert [card.wait_seconds for card in ends] == [None, 9]


async def test_everything_that_was_told_of_a_contact_is_in_its_story_once(
    centre: Ground, contacts: Contacts
) -> None:
    call = Call(centre, "call")
    await through_the_menu(centre, call)
    await call.queue()
    await call.talk_to("ana")
    await call.end_leg("ana")
    await call.end()

    steps = await contacts.steps(LEAD, call.contact_id)

    in_log = [kind for kind, who in await centre.said() if who == call.contact_id]
    assert [step.kind for step in steps] == in_log


async def test_contacts_are_found_page_by_page_and_by_what_is_known_of_them(
    centre: Ground, contacts: Contacts
) -> None:
    for n in range(5):
        call = Call(centre, f"call-{n}")
        await through_the_menu(centre, call)
        await call.queue()
        if n % 2:
            await call.talk_to("ana", f"leg-{n}")
        await call.end()
        centre.clock.move(SECOND)

    first = await contacts.find(LEAD, Wanted(limit=3))
    before = (first[-1].arrived_at, first[-1].contact_id)
    rest = await contacts.find(LEAD, Wanted(limit=3, before=before))
    own = await contacts.find(ANA, Wanted(agent_id=AgentId("ana")))

    assert [one.contact_id for one in first + rest] == [
        f"call-{n}" for n in (4, 3, 2, 1, 0)
    ]
    assert [one.contact_id for one in own] == ["call-3", "call-1"]
    assert len(await contacts.find(LEAD, Wanted(customer_id=ADA, queue_id=FAULT))) == 5
    assert len(await contacts.find(LEAD, Wanted(outcome="abandoned"))) == 3
    assert not await contacts.find(LEAD, Wanted(point_id=PointId("nobody")))
    last = await contacts.last_of(ANA.scope, [ADA], limit=2)
    assert [one.contact_id for one in last[ADA]] == ["call-4", "call-3"]


async def test_who_may_not_read_all_must_say_whose(contacts: Contacts) -> None:
    with pytest.raises(NotAllowed):
        await contacts.find(ANA, Wanted())


async def test_another_branch_finds_nothing(centre: Ground, contacts: Contacts) -> None:
    await through_the_menu(centre, Call(centre, "call"))
    there = asker("lead", "contacts.read", "contacts.read-all", path="sn.xy")

    assert len(await contacts.find(LEAD, Wanted())) == 1
    assert not await contacts.find(there, Wanted())
