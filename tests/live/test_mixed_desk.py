"""A real call beside chats at one desk: each channel has its own room and its own end."""

from collections.abc import Iterator
from functools import partial
from typing import cast

import pytest

from live.house import Answer, House, Seat, full_house
from live.switchboard import alone, program
from live.waiting import until

pytestmark = pytest.mark.live

WHO = "a1012"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = tmp_path_factory.mktemp("house")
    with alone(), full_house(folder, agents=(WHO,)) as made:
        yield made


def work(seat: Seat) -> list[tuple[str, str]]:
    """Channel and stage of each contact, as the desk says."""
    contacts = cast(list[Answer], seat.now()["contacts"])
    return sorted((str(one["channel"]), str(one["stage"])) for one in contacts)


def shows(seat: Seat, *wanted: tuple[str, str]) -> None:
    until(
        lambda: work(seat) == sorted(wanted), seconds=15, what=f"{wanted} at the desk"
    )


def open_chat(seat: Seat, text: str) -> str:
    body = {"text": text, "queue_id": "general"}
    return str(seat.ask("POST", "/api/chat", body)["token"])


def offered(seat: Seat) -> str:
    """The chat that waits for the agent's first words."""
    contacts = cast(list[Answer], seat.now()["contacts"])
    (found,) = [one for one in contacts if one["stage"] == "ringing"]
    return str(found["contact_id"])


def on_the_ear(seat: Seat) -> str:
    """The call that the agent has."""
    contacts = cast(list[Answer], seat.now()["contacts"])
    (found,) = [one for one in contacts if one["channel"] == CALL]
    return str(found["contact_id"])


def place(seat: Seat, token: str) -> object:
    return seat.ask("POST", "/api/chat/look", {"token": token})["position"]


def line_of(agents: object) -> Answer:
    (found,) = [one for one in cast(list[Answer], agents) if one["agent_id"] == WHO]
    return found


CALL, CHAT = "voice", "chat"


@pytest.mark.row("AC-10")
def test_a_call_beside_chats_each_within_its_own_room(house: House) -> None:
    seat = house.seats[WHO]
    leader = house.centre.person("s3001")
    seat.be_ready()
    for text in ("第一个", "第二个"):
        open_chat(seat, text)
        until(lambda: (CHAT, "ringing") in work(seat), seconds=15, what="offer")
        answer = f"/api/chats/{offered(seat)}/say"
        seat.ask("POST", answer, {"text": "您好"})
        until(lambda: (CHAT, "ringing") not in work(seat), seconds=15, what="answer")
    shows(seat, (CHAT, "talking"), (CHAT, "talking"))

    # Two chats leave room for one call; the agent's telephone really rings.
    caller = house.call()
    seat.phone.habit = "answers"
    house.ask_for_a_human(caller)
    shows(seat, (CALL, "talking"), (CHAT, "talking"), (CHAT, "talking"))
    until(lambda: caller.hears(seat.hertz), seconds=10, what="the agent's voice")
    first, rung_at = on_the_ear(seat), seat.phone.rang_at

    # A second call waits for the ear, while a third chat still finds room, and a fourth none.
    second = house.call()
    house.ask_for_a_human(second)
    open_chat(seat, "第三个")
    until(lambda: (CHAT, "ringing") in work(seat), seconds=15, what="third chat")
    last = open_chat(seat, "第四个")
    until(lambda: place(seat, last) == 1, seconds=15, what="a place in the queue")
    third = offered(seat)
    assert (on_the_ear(seat), seat.phone.rang_at) == (first, rung_at)

    # Floor and board show one agent at a call, with all that goes on.
    floor = line_of(leader.ask("GET", "/api/floor")["agents"])
    assert floor["presence"] == "engaged"
    lines = cast(list[Answer], floor["work"])
    assert sorted((one["channel"], one["state"]) for one in lines) == [
        (CHAT, "ringing"),
        (CHAT, "talking"),
        (CHAT, "talking"),
        (CALL, "talking"),
    ]
    board = leader.ask("GET", "/api/board")
    of_agent = line_of(board["agents"])
    assert (of_agent["state"], of_agent["work"]) == ("talking", {CALL: 1, CHAT: 3})
    waiting = {
        name: leader.ask("GET", f"/api/board?channel={name}")["waiting"]
        for name in (CALL, CHAT)
    }
    # Who is being rung for still waits: the third chat and the fourth, and one caller.
    assert waiting == {CALL: 1, CHAT: 2}
    assert board["waiting"] == 3

    # The call ends: it alone is written up, and only then the ear is free.
    seat.ask("POST", f"/api/chats/{third}/say", {"text": "您好"})
    house.leave(caller)
    shows(seat, (CALL, "wrap"), *[(CHAT, "talking")] * 3)
    assert house.is_known_to_routing(second)
    wrap_up(seat, first)
    until(lambda: second.hears(seat.hertz), seconds=20, what="voice for the second")
    assert on_the_ear(seat) != first
    shows(seat, (CALL, "talking"), *[(CHAT, "talking")] * 3)

    # A chat ends: it is written up beside the talk, and the fourth takes its room.
    seat.ask("POST", f"/api/chats/{third}/end", {})
    shows(seat, (CALL, "talking"), (CHAT, "talking"), (CHAT, "talking"), (CHAT, "wrap"))
    assert place(seat, last) == 1
    wrap_up(seat, third)
    until(partial(is_offered, seat, third), seconds=15, what="the fourth chat")
    house.leave(second)
    shows(seat, (CALL, "wrap"), (CHAT, "ringing"), (CHAT, "talking"), (CHAT, "talking"))


def is_offered(seat: Seat, not_this: str) -> bool:
    return (CHAT, "ringing") in work(seat) and offered(seat) != not_this


def wrap_up(seat: Seat, contact_id: str) -> None:
    body = {"contact_id": contact_id, "reasons": ["other.unclassified"]}
    seat.ask("POST", "/api/desk/wrap-up", body)
