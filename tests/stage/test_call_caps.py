"""Accounts that want more calls than they may have: refused, told, seen in the log."""

from datetime import timedelta
from pathlib import Path

import pytest

from builders import HOME, ground
from builders_audit import ADMIN, system_on
from builders_channels import ADA, Exchange
from builders_record import change
from yingda.journey.channels.errors import TooManyPages, TooManyWebCalls
from yingda.journey.channels.limits import CallCap, CallCaps
from yingda.journey.channels.limits import Limits as ChannelLimits
from yingda.journey.channels.model import Door, LineId, Refused
from yingda.journey.system.model import Kind, Wanted
from yingda.kernel.ids import UserId
from yingda.messages.channels import CallArrived, CallEnded, CallsRefused
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    """On this page every signal and every message is heard twice."""
    return Exchange(ground(database, clock), tmp_path, copies=2)


async def call(exchange: Exchange, times: int, number: str = ADA) -> list[LineId]:
    lines = [exchange.switch.call(number) for _ in range(times)]
    await exchange.pump()
    return lines


async def cap(exchange: Exchange, **caps: CallCap) -> None:
    """As an administrator changes the rule while the centre runs."""
    async with exchange.ground.work.system(HOME) as tx:
        rule = CallCaps(accounts=caps)
        await exchange.ground.parameters.set(tx, rule, by=UserId("admin"))
    await exchange.ground.parameters.refresh()


async def test_a_number_that_floods_is_told_busy_and_another_gets_through(
    exchange: Exchange,
) -> None:
    lines = await call(exchange, 40)
    (other,) = await call(exchange, 1, "13900000009")

    assert [exchange.switch.refused.get(line) for line in lines] == [
        *[None] * 10,
        *[Refused.BUSY] * 30,
    ]
    assert other in exchange.switch.lines
    assert len(await exchange.payloads(CallArrived)) == 11
    assert not await exchange.payloads(CallEnded)


async def test_what_was_refused_is_told_with_how_many_and_without_the_number(
    exchange: Exchange,
) -> None:
    gate = exchange.channels.gate
    await call(exchange, 15)
    await gate.tell()
    await call(exchange, 7)
    await gate.tell()
    first = await exchange.payloads(CallsRefused)
    await exchange.pass_time(10)
    await gate.tell()
    await gate.tell()

    both = await exchange.payloads(CallsRefused)
    assert len(first) == 1
    assert [(one["account"], one["why"], one["refused"]) for one in both] == [
        ("number", "at-once", 5),
        ("number", "at-once", 7),
    ]
    assert ADA not in str(both).replace(f"point-{ADA}", "")


async def test_the_alarm_is_seen_in_the_system_s_log(exchange: Exchange) -> None:
    system = system_on(exchange.ground)
    await call(exchange, 12)
    await exchange.channels.gate.tell()
    await exchange.ground.settle()

    wanted = Wanted(kind=Kind.SYSTEM, action="alarm.calls-refused", limit=10)
    (row,) = await system.trail.find(ADMIN, wanted)
    assert row.entry.subject == f"number/point-{ADA}"
    assert row.entry.reason == "at-once ×2"


async def test_a_trunk_is_told_that_we_are_full_and_its_gateway_may_go_elsewhere(
    exchange: Exchange,
) -> None:
    await cap(exchange, trunk=CallCap(at_once=2, a_minute=9))
    lines = [*await call(exchange, 2, "13900000001"), *await call(exchange, 1)]

    assert exchange.switch.refused == {lines[2]: Refused.CONGESTED}


async def test_an_agent_s_telephone_that_dials_is_forbidden_to_and_told_of(
    exchange: Exchange,
) -> None:
    line = exchange.switch.call("", "13900000000", Door.DESK, "agent-ana")
    await exchange.pump()
    await exchange.channels.gate.tell()

    assert exchange.switch.refused == {line: Refused.FORBIDDEN}
    (told,) = await exchange.payloads(CallsRefused)
    assert (told["account"], told["name"]) == ("desk", "agent-ana")
    assert await exchange.told(CallArrived) == []


async def test_a_changed_cap_counts_from_the_next_call_on(exchange: Exchange) -> None:
    await cap(exchange, number=CallCap(at_once=2, a_minute=9))
    lines = await call(exchange, 3)
    await cap(exchange, number=CallCap(at_once=3, a_minute=9))
    lines += await call(exchange, 2)

    refused = [line in exchange.switch.refused for line in lines]
    assert refused == [False, False, True, False, True]


async def test_calls_count_on_when_our_process_was_killed(exchange: Exchange) -> None:
    await call(exchange, 10)
    await exchange.restart()

    (line,) = await call(exchange, 1)

    assert exchange.switch.refused == {line: Refused.BUSY}


async def test_after_a_minute_of_rest_a_caller_may_call_again(
    exchange: Exchange,
) -> None:
    for _ in range(30):
        (line,) = await call(exchange, 1)
        exchange.switch.hang_up(line)
        await exchange.pump()
    (early,) = await call(exchange, 1)
    exchange.ground.clock.move(timedelta(seconds=61))
    (late,) = await call(exchange, 1)

    assert exchange.switch.refused == {early: Refused.BUSY}
    assert late in exchange.switch.lines


HERE, THERE = "203.0.113.7", "203.0.113.8"


async def pages(exchange: Exchange, times: int, host: str = HERE) -> list[str]:
    """What each page that asks for a telephone is told."""
    told = []
    for _ in range(times):
        try:
            await exchange.channels.phones.admit_page(None, host=host)
        except (TooManyWebCalls, TooManyPages) as refused:
            told.append(refused.code)
        else:
            told.append("")
    return told


async def test_one_address_gets_so_many_telephones_a_minute_and_another_its_own(
    exchange: Exchange,
) -> None:
    assert await pages(exchange, 12) == [*[""] * 10, *["too-many-web-calls"] * 2]
    assert await pages(exchange, 1, THERE) == [""]
    exchange.ground.clock.move(timedelta(seconds=61))
    assert await pages(exchange, 1) == [""]


async def test_one_address_holds_so_many_telephones_until_their_time_is_over(
    exchange: Exchange,
) -> None:
    await cap(exchange, client=CallCap(at_once=2, a_minute=100))
    full = await pages(exchange, 3)
    exchange.ground.clock.move(timedelta(minutes=31))
    await exchange.channels.phones.tidy()

    assert full == ["", "", "too-many-web-calls"]
    assert await pages(exchange, 1) == [""]


async def test_a_page_that_got_no_telephone_holds_none(exchange: Exchange) -> None:
    await change(exchange.ground, ChannelLimits(pages_at_a_time=1))
    await cap(exchange, client=CallCap(at_once=2, a_minute=100))

    assert await pages(exchange, 4) == ["", *["too-many-pages"] * 3]


async def test_addresses_of_one_household_are_one_client(exchange: Exchange) -> None:
    await cap(exchange, client=CallCap(at_once=1, a_minute=9))

    assert await pages(exchange, 1, "2001:db8:1:2::3") == [""]
    assert await pages(exchange, 1, "2001:db8:1:2:9::4") == ["too-many-web-calls"]
    assert await pages(exchange, 1, "2001:db8:1:3::3") == [""]
    assert await pages(exchange, 1, "::ffff:203.0.113.7") == [""]
    assert await pages(exchange, 1) == ["too-many-web-calls"]


async def test_refused_pages_raise_the_alarm_without_the_address(
    exchange: Exchange,
) -> None:
    system = system_on(exchange.ground)
    await pages(exchange, 13)
    await exchange.channels.gate.tell()
    await exchange.ground.settle()

    (told,) = await exchange.payloads(CallsRefused)
    assert (told["account"], told["why"], told["refused"]) == ("client", "a-minute", 3)
    assert HERE not in str(told)
    wanted = Wanted(kind=Kind.SYSTEM, action="alarm.calls-refused", limit=10)
    (row,) = await system.trail.find(ADMIN, wanted)
    assert row.entry.subject == f"client/{told['name']}"
