"""What a number tells of a stranger, and how little a card shows."""

from datetime import date

import pytest

from yingda.journey.customers.core import cards, strangers
from yingda.journey.customers.limits import Limits, NumberPlan, Words
from yingda.journey.customers.model import Customer, Subscription
from yingda.kernel.ids import BranchId, CustomerId, TierId
from yingda.kernel.name import Name
from yingda.kernel.numbers import masked, normal

PLAN = NumberPlan()
TODAY = date(2026, 1, 1)


def customer(**changed: object) -> Customer:
    usual: dict[str, object] = {
        "customer_id": CustomerId("c"),
        "name": b"",
        "tier_id": TierId("vip"),
        "sublevel": 1,
        "brand": "none",
        "branch_id": BranchId("sn.xa"),
        "since": date(2015, 6, 1),
        "balance_fen": 5_000,
        "products": (),
    }
    return Customer(**(usual | changed))  # type: ignore[arg-type]  # a test's shorthand


def test_the_demo_plan_has_thirteen_segments_and_nine_area_codes() -> None:
    assert len(PLAN.segments) == 13
    assert len(PLAN.area_codes) == 9
    assert len(set(PLAN.segments.values())) == 11


def test_a_number_of_our_segments_tells_its_branch() -> None:
    place = strangers.origin("13909170001", PLAN)
    assert (place.branch_id, place.how) == ("sn.bj", "segment")


def test_an_area_code_of_one_branch_tells_it() -> None:
    place = strangers.origin(normal("+86 917 3210456"), PLAN)
    assert (place.branch_id, place.how, place.candidates) == ("sn.bj", "area-code", ())


def test_branches_that_share_an_area_code_are_offered_by_key() -> None:
    place = strangers.origin("02988112233", PLAN)
    assert place.branch_id is None
    assert place.candidates == ("sn.xa", "sn.xy", "sn.ylq")
    assert strangers.branches_of_area("02988112233", PLAN) == place.candidates


def test_a_number_from_elsewhere_tells_no_branch() -> None:
    place = strangers.origin("01062345678", PLAN)
    assert (place.branch_id, place.how, place.candidates) == (None, None, ())


@pytest.mark.parametrize(
    ("number", "tier"),
    [
        ("13891234567", "standard"),
        ("13512345678", "long-distance"),
        ("18612345678", "other-network"),
        ("02988112233", "other-network"),
        ("01062345678", "long-distance"),
        ("0013852345678", "long-distance"),
        ("10086", "other-network"),
        ("", "other-network"),
    ],
)
def test_a_stranger_has_the_tier_that_the_number_tells(number: str, tier: str) -> None:
    assert strangers.tier(number, PLAN) == tier


def test_the_seven_tiers_are_named_in_the_order_in_which_they_are_served() -> None:
    assert [word.id for word in Words().tiers] == [
        "vip",
        "group",
        "long-distance",
        "contract",
        "prepaid-brand",
        "standard",
        "other-network",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张伟", "张**"),
        ("张晓明", "张**"),
        ("欧阳倩", "欧阳**"),
        ("𠅤明", "𠅤**"),
        ("", ""),
    ],
)
def test_a_name_is_shown_by_its_surname_only(name: str, shown: str) -> None:
    assert cards.masked_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812346621", "138****6621"),
        ("02988112233", "029****2233"),
        ("09173210456", "0917****0456"),
        ("0013852345678", "****78"),
        ("96766", "****66"),
        ("", ""),
    ],
)
def test_a_number_is_shown_without_its_middle(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_a_card_says_at_once_what_the_agent_must_know() -> None:
    limits = Limits()
    ends = Subscription(
        code="broadband-300m", since=date(2024, 1, 20), until=date(2026, 1, 20)
    )
    assert cards.alerts(customer(), limits, TODAY) == ()
    assert cards.alerts(customer(balance_fen=-1), limits, TODAY) == ("arrears",)
    assert cards.alerts(customer(balance_fen=999), limits, TODAY) == ("low-balance",)
    assert cards.alerts(customer(products=(ends,)), limits, TODAY) == ("contract-ends",)
    assert cards.alerts(customer(since=TODAY), limits, TODAY) == ("new-customer",)


def test_a_word_that_is_no_longer_kept_is_its_own_name() -> None:
    assert cards.named("gone", Words().brands).name == Name.by_id("gone")
