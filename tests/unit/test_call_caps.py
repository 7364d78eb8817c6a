"""How many calls an account may hold and begin."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from yingda.journey.channels.core.caps import (
    Account,
    Excess,
    Ledger,
    Refusal,
    accounts,
)
from yingda.journey.channels.limits import CallCap, CallCaps
from yingda.journey.channels.model import Door, LineId, Number, Refused

GATEWAY = Account("trunk", "gateway")
ADA = Account("number", "13800000001")
PAGE = Account("web", "web-1")
CAPS = {
    "trunk": CallCap(at_once=100, a_minute=100),
    "number": CallCap(at_once=2, a_minute=3),
    "web": CallCap(at_once=1, a_minute=5),
}


def line(number: int) -> LineId:
    return LineId(f"in-{number}")


def begin(
    ledger: Ledger, number: int, *whose: Account, at: datetime = NOON
) -> Excess | None:
    refusal = ledger.begin(line(number), whose, CAPS, at)
    return refusal.excess if refusal else None


def test_an_account_holds_so_many_calls_and_no_more_until_one_has_ended() -> None:
    ledger = Ledger()
    assert [begin(ledger, n, ADA, GATEWAY) for n in (1, 2)] == [None, None]
    assert begin(ledger, 3, ADA, GATEWAY) is Excess.AT_ONCE
    ledger.end(line(1))
    assert begin(ledger, 4, ADA, GATEWAY) is None


def test_an_account_begins_so_many_calls_in_any_minute() -> None:
    ledger = Ledger()
    for number in range(3):
        moment = NOON + timedelta(seconds=10 * number)
        assert begin(ledger, number, ADA, at=moment) is None
        ledger.end(line(number))
    almost, after = timedelta(seconds=59), timedelta(seconds=60)
    assert begin(ledger, 7, ADA, at=NOON + almost) is Excess.A_MINUTE
    assert begin(ledger, 8, ADA, at=NOON + after) is None


def test_a_clock_that_is_set_back_or_forward_locks_nobody_out() -> None:
    for jump in (-1, 1):
        ledger = Ledger()
        for number in range(3):
            begin(ledger, number, ADA)
            ledger.end(line(number))
        then = NOON + timedelta(hours=jump)
        assert begin(ledger, 9, ADA, at=then) is None


def test_one_number_that_floods_leaves_the_trunk_to_the_others() -> None:
    ledger = Ledger()
    for number in range(1000):
        begin(ledger, number, ADA, GATEWAY)
    others = [Account("number", f"1390000{n:04}") for n in range(90)]
    assert not any(
        begin(ledger, 2000 + n, other, GATEWAY) for n, other in enumerate(others)
    )


def test_a_line_that_was_let_in_is_let_in_when_it_is_asked_for_again() -> None:
    ledger = Ledger()
    assert begin(ledger, 1, PAGE) is None
    assert begin(ledger, 1, PAGE) is None
    ledger.end(line(1))
    ledger.end(line(1))
    assert begin(ledger, 2, PAGE) is None


def test_who_takes_over_counts_the_lines_that_are_there() -> None:
    ledger = Ledger()
    begin(ledger, 1, PAGE)
    ledger.survey({line(2): [ADA], line(3): [ADA]})
    assert begin(ledger, 4, PAGE) is None
    assert begin(ledger, 5, ADA) is Excess.AT_ONCE
    ledger.end(line(2))
    assert begin(ledger, 6, ADA) is None


def test_an_account_without_a_cap_may_have_any_number() -> None:
    ledger = Ledger()
    assert not any(begin(ledger, n, Account("gate", "9")) for n in range(500))


def test_accounts_that_are_quiet_are_forgotten() -> None:
    ledger = Ledger()
    begin(ledger, 1, ADA)
    begin(ledger, 2, PAGE)
    ledger.end(line(1))
    ledger.tidy(NOON + timedelta(seconds=61))
    assert len(ledger) == 1


@pytest.mark.parametrize(
    ("door", "caller", "whose"),
    [
        (Door.TRUNK, "+86 138 0000 0001", [ADA, Account("trunk", "x")]),
        (Door.TRUNK, "anonymous", [Account("trunk", "x")]),
        (Door.TRUNK, "", [Account("trunk", "x")]),
        (Door.WEB, "13800000001", [Account("web", "x")]),
        (Door.DESK, "", [Account("desk", "x")]),
    ],
)
def test_calls_count_for_the_number_of_a_trunk_s_caller_and_for_the_entrance(
    door: Door, caller: str, whose: list[Account]
) -> None:
    assert list(accounts(door, "x", Number(caller))) == whose


@pytest.mark.parametrize(
    ("account", "answer"),
    [
        (GATEWAY, Refused.CONGESTED),
        (ADA, Refused.BUSY),
        (PAGE, Refused.BUSY),
        (Account("desk", "agent-1"), Refused.FORBIDDEN),
    ],
)
def test_each_is_answered_in_a_fitting_way(account: Account, answer: Refused) -> None:
    cap = CallCaps().accounts[account.kind]
    assert Refusal(account, Excess.AT_ONCE, cap).answer is answer


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 12), st.floats(0, 20)), max_size=60
    )
)
def test_no_story_of_calls_breaks_a_cap(story: list[tuple[bool, int, float]]) -> None:
    ledger, now = Ledger(), NOON
    held: Counter[Account] = Counter()
    of: dict[int, Account] = {}
    begun: list[tuple[datetime, Account]] = []
    for begins, number, seconds in story:
        now += timedelta(seconds=seconds)
        account = ADA if number % 2 else PAGE
        if not begins:
            ledger.end(line(number))
            if (gone := of.pop(number, None)) is not None:
                held[gone] -= 1
        elif number not in of and begin(ledger, number, account, at=now) is None:
            of[number] = account
            held[account] += 1
            begun.append((now, account))
        for one in (ADA, PAGE):
            last = [at for at, who in begun if who == one and at > now - _MINUTE]
            assert held[one] <= CAPS[one.kind].at_once
            assert len(last) <= CAPS[one.kind].a_minute


_MINUTE = timedelta(minutes=1)
