"""Telephone numbers of China: one number, one text, however it was dialled or typed."""

import re
from collections.abc import Mapping

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})\d{7,8}")
_FULLWIDTH = str.maketrans("０１２３４５６７８９＋", "0123456789+")


def normal(number: str) -> str:
    """The national form: `13812345678`, `02988112233`; "" for a withheld number.

    Another country's number begins with 00; a short number or one without its area code
    keeps its digits. A name in the place of a number is a withheld number.
    """
    text = number.translate(_FULLWIDTH).strip().lower()
    text = text.removeprefix("tel:").removeprefix("sip:").split("@")[0]
    if any(letter.isalpha() for letter in text):
        return ""
    digits = re.sub(r"\D", "", text)
    if text.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        return _inland(digits[2:]) if digits.startswith("86") else "00" + digits
    if digits.startswith("86") and len(digits) >= 11:
        return _inland(digits[2:])
    without = digits.removeprefix("0")
    return without if is_mobile(without) else digits


def _inland(digits: str) -> str:
    """After the country's 86 the area code lacks its 0."""
    digits = digits.removeprefix("0")
    return "0" + digits if _LANDLINE.fullmatch("0" + digits) else digits


def is_mobile(number: str) -> bool:
    return _MOBILE.fullmatch(number) is not None


def area_code(number: str) -> str | None:
    """The area code of a landline number in its normal form."""
    found = _LANDLINE.fullmatch(number)
    return "0" + found[1] if found else None


def masked(number: str) -> str:
    """Enough to recognise, too little to dial: `138****6621`, `029****2233`; "" for a
    withheld number. Of a number in its normal form."""
    if is_mobile(number):
        return f"{number[:3]}****{number[-4:]}"
    if code := area_code(number):
        return f"{code}****{number[-4:]}"
    return "****" + number[-2:] if number else ""


def longest(number: str, prefixes: Mapping[str, str]) -> str | None:
    """What is said of the longest of the prefixes that the number begins with."""
    for length in range(len(number), 0, -1):
        if (found := prefixes.get(number[:length])) is not None:
            return found
    return None
