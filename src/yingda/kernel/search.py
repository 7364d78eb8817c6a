"""Finding what has a Chinese name by its letters, its pinyin, or its initials."""

from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin


@dataclass(frozen=True, slots=True)
class Findable:
    """A name as it may be typed: `张伟`, `zhangwei`, `zw`."""

    name: str
    spelled: str
    initials: str


def findable(name: str) -> Findable:
    return Findable(
        name,
        "".join(lazy_pinyin(name)).lower(),
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower(),
    )


def is_meant(one: Findable, number: str, typed: str) -> bool:
    """Name by any part, pinyin and staff number by their beginning."""
    text = "".join(typed.split()).lower()
    if not text:
        return True
    return (
        text in one.name.lower()
        or one.spelled.startswith(text)
        or one.initials.startswith(text)
        or number.lower().startswith(text)
    )
