"""The words that every flow needs: numbers, digits and letters, in each language.

Sounds are named `words/<language>/<word>`; a word that is not here is left out.
"""

from collections.abc import Mapping
from itertools import chain
from string import ascii_uppercase

GROUP = "words"
_HANZI = "零一二三四五六七八九"
# On the telephone 一 is read 幺 in numbers that are told digit by digit.
_SPELLED = "零幺二三四五六七八九"
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_UNITS = {
    "zh-CN": {"hundred": "百", "thousand": "千", "hour": "小时", "minute": "分钟"},
    "en": {
        "hundred": "hundred",
        "thousand": "thousand",
        "hour": "hours",
        "minute": "minutes",
    },
}


def languages() -> tuple[str, ...]:
    return tuple(_UNITS)


def words(language: str) -> Mapping[str, str]:
    """Word to text, all of one language."""
    number = _chinese if language == "zh-CN" else _english
    digits = _SPELLED if language == "zh-CN" else _ONES[:10]
    return dict(
        chain(
            ((f"number-{n}", number(n)) for n in range(100)),
            ((f"digit-{n}", digits[n]) for n in range(10)),
            ((f"letter-{letter.lower()}", letter) for letter in ascii_uppercase),
            _UNITS[language].items(),
        )
    )


def texts() -> Mapping[str, str]:
    """Every sound of every language and what it says."""
    return {
        f"{GROUP}/{language}/{word}": text
        for language in languages()
        for word, text in words(language).items()
    }


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _HANZI[ones]
    return ("" if tens == 1 else _HANZI[tens]) + "十" + (_HANZI[ones] if ones else "")


def _english(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number < len(_ONES):
        return _ONES[number]
    return _TENS[tens] + (f" {_ONES[ones]}" if ones else "")


def counted(number: int) -> tuple[str, ...]:
    """The words of a number as it is counted: 1,203 is 一千 二百 零 三."""
    if not 0 <= number < 10_000:
        return spelled(str(abs(number)))
    thousands, rest = divmod(number, 1000)
    hundreds, last = divmod(rest, 100)
    said: list[str] = []
    if thousands:
        said += [f"number-{thousands}", "thousand"]
    if hundreds:
        said += [f"number-{hundreds}", "hundred"]
    has_gap = (thousands and not hundreds and last) or (hundreds and 0 < last < 10)
    if has_gap:
        said.append("number-0")
    if last or not said:
        said.append(f"number-{last}")
    return tuple(said)


def spelled(text: str) -> tuple[str, ...]:
    """The words of a text told sign by sign; other signs are passed over."""
    return tuple(
        f"digit-{sign}" if sign.isdigit() else f"letter-{sign}"
        for sign in text.lower()
        if sign.isascii() and sign.isalnum()
    )
