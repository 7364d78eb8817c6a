"""Routing gives contacts of several channels to one seat, each up to its own capacity."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders import HOME, NOON
from builders_routing import Play, idle, offers, waiting
from yingda.kernel.ids import AgentId, ContactId
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.messages.routing import Bridge, End, Idle, Rise, Waiting

CHAT, VOICE = Channel.CHAT, Channel.VOICE
ROOM = {VOICE: 1, CHAT: 2}


def chat(name: str) -> Waiting:
    return msgspec.structs.replace(waiting(name), channel=CHAT)


def mixed(name: str, load: dict[Channel, int] | None = None, *, ago: int = 0) -> Idle:
    at = NOON + timedelta(seconds=ago)
    seat = idle(name, at=at)
    return msgspec.structs.replace(seat, capacity=ROOM, load=load or {})


def test_a_call_and_as_many_chats_as_there_is_room_for_come_to_one_agent() -> None:
    play = Play()
    play.sit(mixed("ana"))

    assert offers(play.join(chat("a"), waiting("call"), chat("b"), chat("c"))) == [
        ("a", "ana"),
        ("call", "ana"),
        ("b", "ana"),
    ]
    assert offers(play.join(waiting("other"))) == []


def test_a_chat_that_is_over_makes_room_while_the_call_goes_on() -> None:
    play = Play()
    play.sit(mixed("ana", {VOICE: 1, CHAT: 2}))
    play.join(chat("a"), waiting("call"))

    assert offers(play.sit(mixed("ana", {VOICE: 1, CHAT: 1}, ago=1))) == [("a", "ana")]


def test_a_chat_goes_on_to_somebody_else_if_the_agent_had_left_before_it_came() -> None:
    play = Play()
    play.sit(mixed("ana"))
    soon = NOON + timedelta(seconds=2)
    play.join(chat("a"), waiting("call"), at=soon)
    play.sit(mixed("bo", ago=2), at=soon)
    left = Rise(
        agent_id=AgentId("ana"),
        state=AgentState.BREAK,
        at=NOON + timedelta(seconds=1),
        scope=HOME,
    )

    assert offers(play.take(left, soon)) == [("a", "bo")]
    rung = {one.contact.contact_id: one.agent_id for one in play.floor.ringing.values()}
    assert rung == {"a": "bo", "call": "ana"}
    assert offers(play.take(left, soon)) == []


def test_late_news_of_the_ring_makes_no_room_for_a_second_call() -> None:
    play = Play()
    play.sit(mixed("ana"))
    play.join(waiting("first"))
    (ringing,) = play.floor.ringing.values()
    answered = NOON + timedelta(seconds=5)
    bridge = Bridge(
        contact_id=ringing.contact.contact_id,
        leg_id=ringing.leg_id,
        agent_id=ringing.agent_id,
        at=answered,
    )
    play.take(bridge, answered + timedelta(seconds=1))
    play.join(waiting("second"))

    assert offers(play.sit(mixed("ana", ago=4))) == []
    assert offers(play.sit(mixed("ana", {VOICE: 1}, ago=5))) == []
    assert offers(play.sit(mixed("ana", ago=60))) == [("second", "ana")]


class Day:
    """What the desk would say of two agents, kept beside the floor."""

    def __init__(self) -> None:
        self.play = Play()
        self.served: dict[str, dict[str, Channel]] = {"ana": {}, "bo": {}}
        self.now = 0
        for name in self.served:
            self.say(name)

    def load(self, name: str) -> dict[Channel, int]:
        theirs = list(self.served[name].values())
        return {each: theirs.count(each) for each in set(theirs)}

    def say(self, name: str) -> None:
        self.now += 1
        at = NOON + timedelta(seconds=self.now)
        self.play.sit(mixed(name, self.load(name), ago=self.now), at=at)

    def answer(self, at: int) -> None:
        ringing = sorted(self.play.floor.ringing.values(), key=lambda one: one.leg_id)
        if not ringing:
            return
        one = ringing[at % len(ringing)]
        self.now += 1
        moment = NOON + timedelta(seconds=self.now)
        contact_id, agent_id = one.contact.contact_id, one.agent_id
        bridge = Bridge(
            contact_id=contact_id, leg_id=one.leg_id, agent_id=agent_id, at=moment
        )
        self.play.take(bridge, moment)
        # What the desk said while it rang comes late: it does not know of the answer.
        before = mixed(agent_id, self.load(agent_id), ago=self.now - 1)
        self.play.sit(before, at=moment)
        self.served[agent_id][contact_id] = one.contact.channel
        self.say(agent_id)

    def end(self, at: int) -> None:
        everybody = [
            (who, what) for who, theirs in self.served.items() for what in theirs
        ]
        if not everybody:
            return
        who, what = everybody[at % len(everybody)]
        del self.served[who][what]
        self.play.take(End(contact_id=ContactId(what)))
        self.say(who)


steps = st.tuples(
    st.sampled_from(["call", "chat", "answer", "answer", "end"]), st.integers(0, 9)
)


@given(st.lists(steps, max_size=60))
def test_no_seat_has_more_than_its_room_and_nobody_waits_beside_it(
    taken: list[tuple[str, int]],
) -> None:
    day = Day()
    for number, (what, at) in enumerate(taken):
        match what:
            case "answer":
                day.answer(at)
            case "end":
                day.end(at)
            case _:
                make = chat if what == "chat" else waiting
                day.play.join(make(f"{what}-{number}"))
        for name in day.served:
            rung = day.play.floor.rung(AgentId(name)).values()
            for channel, most in ROOM.items():
                offered = [one for one in rung if one.contact.channel == channel]
                have = len(offered) + day.load(name).get(channel, 0)
                assert have <= most
                waits = [
                    each
                    for each in day.play.floor.waiting.values()
                    if each.contact.channel == channel
                ]
                assert have == most or not waits
