"""The demo world: the same seed makes the same province."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from yingda.app.world import demo
from yingda.app.world.organisation import accounts, shaanxi
from yingda.app.world.subscribers import Province
from yingda.journey.customers.core import strangers
from yingda.journey.customers.core.ages import age
from yingda.journey.customers.limits import NumberPlan, Words
from yingda.journey.customers.model import NewCustomer
from yingda.journey.people.limits import Roles
from yingda.kernel.numbers import normal

TODAY = date(2026, 1, 1)
PLAN = NumberPlan()


def made(first: int, last: int, *, seed: int = 1) -> list[NewCustomer]:
    return list(Province(seed=seed, today=TODAY, numbers=PLAN).subscribers(first, last))


def test_the_same_seed_makes_the_same_people_wherever_it_is_taken_up() -> None:
    assert made(0, 60) == made(0, 25) + made(25, 60)
    assert made(0, 20) != made(0, 20, seed=2)


def test_no_number_is_given_twice_and_each_is_in_its_normal_form() -> None:
    people = made(0, 5_000)
    numbers = [n for one in people for n in (*one.numbers, *one.household)]
    assert len(numbers) == len(set(numbers))
    assert all(normal(number) == number for number in numbers)


def test_a_number_of_the_provinces_segments_is_of_its_owners_branch() -> None:
    elsewhere = {"long-distance", "other-network"}
    for one in made(0, 2_000):
        if one.tier_id not in elsewhere:
            assert strangers.origin(one.numbers[0], PLAN).branch_id == one.branch_id


def test_branches_have_subscribers_by_population_and_tiers_and_brands_all_occur() -> (
    None
):
    people = made(0, 5_000)
    by_branch = Counter(one.branch_id for one in people)
    assert len(by_branch) == 11
    assert by_branch.most_common(1)[0][0] == "sn.xa"
    assert {one.tier_id for one in people} == {word.id for word in Words().tiers}
    assert {one.brand for one in people} == {word.id for word in Words().brands}
    codes = {word.id for word in Words().products}
    assert {product.code for one in people for product in one.products} <= codes


def test_names_have_letters_that_need_the_whole_of_gb18030() -> None:
    names = "".join(one.name for one in made(0, 20_000))
    assert names.encode("gb18030").decode("gb18030") == names
    with pytest.raises(UnicodeEncodeError):
        names.encode("gbk")
    assert any(ord(letter) > 0xFFFF for letter in names)


def test_the_named_subscribers_cover_every_branch_tier_and_brand() -> None:
    named = demo.subscribers(TODAY)
    assert len({one.branch_id for one in named}) == 11
    assert {one.tier_id for one in named} == {word.id for word in Words().tiers}
    assert {one.brand for one in named} == {word.id for word in Words().brands}
    taken = {number for one in made(0, 20_000) for number in one.numbers}
    assert not taken & {caller.number for caller in demo.CALLERS}


def test_the_organisation_of_the_demo_is_whole() -> None:
    province = shaanxi()
    assert len(province.places) == 12
    paths = {place.path for place in province.places}
    groups = {group.group_id for group in province.groups}
    roles = Roles().roles
    queues = {"fault", "business", "billing", "complaint", "general"}
    for user in province.users:
        assert user.path in paths
        assert set(user.roles) <= set(roles)
        if user.seat:
            assert user.seat.group_id in groups
            assert set(map(str, user.seat.queues)) == set(map(str, user.seat.skills))
            assert set(user.seat.skills) <= queues
            assert all(1 <= level <= 9 for level in user.seat.skills.values())
    by_role = Counter(user.roles[0] for user in province.users)
    assert by_role == {
        "agent": 12,
        "leader": 2,
        "supervisor": 2,
        "quality": 1,
        "handler": 11,
        "admin": 1,
    }
    assert [account.user for account in accounts()] == [
        user.login for user in province.users
    ]


def test_each_queue_has_several_agents_who_can_serve_it() -> None:
    skills = Counter(
        skill for user in shaanxi().users if user.seat for skill in user.seat.skills
    )
    assert min(skills.values()) >= 4


def test_the_page_about_the_demo_names_every_account_and_every_number() -> None:
    page = Path("docs/demo.md").read_text("utf-8")
    for account in accounts():
        assert f"| `{account.user}` | {account.name} | {account.role} |" in page
    for caller in demo.CALLERS:
        assert (
            f"| `{caller.number}` | {caller.expect.zh} | {caller.expect.en} |" in page
        )


def test_one_named_subscriber_is_66_whatever_the_day_and_some_made_up_ones_are_old() -> (
    None
):
    for today in (date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29)):
        ages = [age(p.born, today) for p in demo.subscribers(today) if p.born]
        assert ages == [66]
    known = [one.born for one in made(0, 2_000) if one.born]
    assert 0.85 < len(known) / 2_000 < 0.95
    assert 0.05 < sum(age(born, TODAY) >= 65 for born in known) / len(known) < 0.3
    assert min(age(born, TODAY) for born in known) >= 17
