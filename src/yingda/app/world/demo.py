"""Named demo subscribers and strangers with fixed numbers: one for each thing to see.

Their numbers are among those that the generator leaves out. Between them they cover every
branch, every tier and every brand; `CALLERS` also has numbers that nobody has on record.
"""

from datetime import date, timedelta

from msgspec import Struct

from yingda.journey.customers.model import NewCustomer, Subscription
from yingda.kernel.ids import BranchId, CustomerId, TierId
from yingda.kernel.name import Name


class Caller(Struct, frozen=True, kw_only=True):
    """A number to call from, and what to expect."""

    number: str
    expect: Name


class _Person(Struct, frozen=True):
    number: str
    name: str
    tier: str
    brand: str
    branch: str
    balance_fen: int
    products: tuple[str, ...]
    expect: Name
    age: int | None = None
    household: tuple[str, ...] = ()


_PEOPLE = (
    _Person(
        "13891990001",
        "王建国",
        "vip",
        "quanqiutong",
        "sn.xa",
        36_800,
        ("mobile-basic", "data-100g", "broadband-1000m"),
        Name("西安 · 全球通VIP", "Xi'an · VIP"),
    ),
    _Person(
        "13709990002",
        "李秀英",
        "group",
        "quanqiutong",
        "sn.xy",
        15_200,
        ("mobile-basic", "group-network"),
        Name("咸阳 · 集团", "Xianyang · group"),
    ),
    _Person(
        "13909990003",
        "张伟",
        "contract",
        "dongdidai",
        "sn.bj",
        8_650,
        ("mobile-basic", "broadband-300m"),
        Name("宝鸡 · 普通签约", "Baoji · contract"),
    ),
    _Person(
        "13809990004",
        "刘洋",
        "prepaid-brand",
        "dongdidai",
        "sn.tc",
        620,
        ("mobile-basic", "data-10g"),
        Name("铜川 · 预存品牌 · 余额不足", "Tongchuan · prepaid brand · low balance"),
    ),
    _Person(
        "13609990005",
        "陈静",
        "standard",
        "shenzhouxing",
        "sn.wn",
        -1_280,
        ("mobile-basic",),
        Name("渭南 · 神州行 · 欠费", "Weinan · standard · in arrears"),
    ),
    _Person(
        "13509990006",
        "欧阳慧",
        "contract",
        "quanqiutong",
        "sn.ya",
        9_900,
        ("mobile-basic", "broadband-300m"),
        Name("延安 · 普通签约 · 复姓", "Yan'an · contract · two-letter surname"),
    ),
    _Person(
        "14799990007",
        "赵磊",
        "long-distance",
        "shenzhouxing",
        "sn.yl",
        5_500,
        ("mobile-basic",),
        Name("榆林 · 异地来话", "Yulin · calls from elsewhere"),
    ),
    _Person(
        "15909990008",
        "周𠅤明",
        "standard",
        "shenzhouxing",
        "sn.hz",
        3_300,
        ("mobile-basic", "cable-tv"),
        Name(
            "汉中 · 神州行 · 生僻字", "Hanzhong · standard · a rare letter in the name"
        ),
    ),
    _Person(
        "15109990009",
        "吴丽",
        "prepaid-brand",
        "dongdidai",
        "sn.ak",
        7_100,
        ("mobile-basic", "data-10g"),
        Name("安康 · 预存品牌", "Ankang · prepaid brand"),
    ),
    _Person(
        "15209990010",
        "郑凯",
        "vip",
        "quanqiutong",
        "sn.sl",
        52_000,
        ("mobile-basic", "data-100g"),
        Name("商洛 · 全球通VIP", "Shangluo · VIP"),
    ),
    _Person(
        "18699990011",
        "冯雪",
        "other-network",
        "none",
        "sn.ylq",
        2_600,
        ("cable-tv", "broadband-300m"),
        Name("杨凌 · 本地他网", "Yangling · other network"),
    ),
    _Person(
        "13891990012",
        "孙桂兰",
        "contract",
        "quanqiutong",
        "sn.xa",
        4_200,
        ("mobile-basic",),
        Name(
            "西安 · 66 岁，不按键直接转人工", "Xi'an · aged 66: to people with no key"
        ),
        66,
        ("02999990012",),
    ),
)

_STRANGERS = (
    Caller(
        number="13909995555",
        expect=Name("无档案 · 号段属宝鸡", "No record · the number segment is Baoji's"),
    ),
    Caller(
        number="09169995555",
        expect=Name("无档案 · 区号属汉中", "No record · the area code is Hanzhong's"),
    ),
    Caller(
        number="02999995555",
        expect=Name(
            "无档案 · 029 由西安、咸阳、杨凌共用，需按键选择",
            "No record · 029 is shared: asked by key",
        ),
    ),
    Caller(
        number="01069995555",
        expect=Name(
            "无档案 · 外省长途来话", "No record · long distance from another province"
        ),
    ),
)

CALLERS = (
    *(Caller(number=one.number, expect=one.expect) for one in _PEOPLE),
    Caller(
        number="02999990012",
        expect=Name(
            "西安 · 上一位客户的家庭电话，照常听菜单",
            "Xi'an · the same customer's household: the menu, as ever",
        ),
    ),
    *_STRANGERS,
)
"""For the README and the customer page: numbers to call from."""

LOADING = "demo"


def years_before(today: date, years: int) -> date:
    """The first of the month, so that the age holds whatever the day is."""
    return today.replace(year=today.year - years, day=1)


def subscribers(today: date) -> list[NewCustomer]:
    """The named ones, as they are entered in the customer file."""
    since = today - timedelta(days=2_000)
    return [
        NewCustomer(
            customer_id=CustomerId(f"demo-{place:02}"),
            name=one.name,
            numbers=(one.number,),
            tier_id=TierId(one.tier),
            sublevel=1,
            brand=one.brand,
            branch_id=BranchId(one.branch),
            since=since,
            balance_fen=one.balance_fen,
            products=tuple(
                Subscription(code=code, since=since) for code in one.products
            ),
            born=None if one.age is None else years_before(today, one.age),
            household=one.household,
        )
        for place, one in enumerate(_PEOPLE, start=1)
    ]
