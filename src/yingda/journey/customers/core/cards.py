"""How a customer is shown: enough to serve them, too little to find them."""

from collections.abc import Iterable
from datetime import date, timedelta

from yingda.journey.customers.limits import Limits, Word
from yingda.journey.customers.model import Customer, Subscription
from yingda.kernel.name import Name
from yingda.messages.customers import Named, Product

_TWO_LETTER_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "夏侯",
        "司徒",
        "端木",
        "南宫",
    ]
)


def masked_name(name: str) -> str:
    """The surname and two stars: `张**`; how long the given name is stays hidden too."""
    kept = 2 if name[:2] in _TWO_LETTER_SURNAMES else 1
    return name[:kept] + "**" if name else ""


def named(word_id: str, words: Iterable[Word]) -> Named:
    """The names of a word; a word that the centre no longer has is its own name."""
    for word in words:
        if word.id == word_id:
            return Named(id=word.id, name=word.name)
    return Named(id=word_id, name=Name.by_id(word_id))


def product(one: Subscription, words: Iterable[Word]) -> Product:
    return Product(
        code=one.code,
        name=named(one.code, words).name,
        since=one.since,
        until=one.until,
    )


def alerts(customer: Customer, limits: Limits, today: date) -> tuple[str, ...]:
    """What an agent must know at once, the worst first."""
    found = []
    if customer.balance_fen < 0:
        found.append("arrears")
    elif customer.balance_fen < limits.low_balance_fen:
        found.append("low-balance")
    soon = today + timedelta(days=limits.contract_ends_within_days)
    if any(one.until and today <= one.until <= soon for one in customer.products):
        found.append("contract-ends")
    if today - customer.since <= timedelta(days=limits.new_for_days):
        found.append("new-customer")
    return tuple(found)
