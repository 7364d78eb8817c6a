"""A text as short messages: in which letters, and where it is cut.

GSM 03.38 has room for 160 letters of its own alphabet in one short message; for whatever
that lacks (Chinese, emoji) UCS-2 has room for 70. A longer text is cut into pieces of 153 or
67, as each needs room to say which piece it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ESCAPE = 0x1B
_LETTERS = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_CODES = {letter: code for code, letter in enumerate(_LETTERS) if code != ESCAPE}
_MORE = {
    "\x0c": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_MORE_LETTERS = {code: letter for letter, code in _MORE.items()}


class Alphabet(StrEnum):
    """How letters are written as bytes."""

    GSM = "gsm"
    """One byte a letter, two for a few; not packed."""
    UCS2 = "ucs2"
    """Two bytes, the higher first; four for what is rare."""


ALONE = {Alphabet.GSM: 160, Alphabet.UCS2: 140}
"""Bytes of a text that needs no other short message."""
TOGETHER = {Alphabet.GSM: 153, Alphabet.UCS2: 134}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one short message carries of a text."""

    alphabet: Alphabet
    data: bytes


def pieces(text: str) -> tuple[Piece, ...]:
    """All of a text, at least one piece; no letter is cut in two."""
    alphabet = Alphabet.GSM if set(text) <= _CODES.keys() | _MORE else Alphabet.UCS2
    letters = [_gsm(one) if alphabet is Alphabet.GSM else _ucs2(one) for one in text]
    whole = b"".join(letters)
    if len(whole) <= ALONE[alphabet]:
        return (Piece(alphabet, whole),)
    return tuple(Piece(alphabet, cut) for cut in _cut(letters, TOGETHER[alphabet]))


def _cut(letters: list[bytes], room: int) -> Iterator[bytes]:
    begun = b""
    for letter in letters:
        if len(begun) + len(letter) > room:
            yield begun
            begun = b""
        begun += letter
    yield begun


def _gsm(letter: str) -> bytes:
    if letter in _MORE:
        return bytes((ESCAPE, _MORE[letter]))
    return bytes((_CODES[letter],))


def _ucs2(letter: str) -> bytes:
    """A lone half of a pair, which no text should have, is shown as unreadable."""
    return letter.encode("utf-16-be", "replace")


def read(alphabet: Alphabet, data: bytes) -> str:
    """What was written; what cannot be read is shown as such."""
    if alphabet is Alphabet.UCS2:
        return data.decode("utf-16-be", "replace")
    return "".join(_read_gsm(data))


def _read_gsm(data: bytes) -> Iterator[str]:
    is_escaped = False
    for code in data:
        if is_escaped:
            yield _MORE_LETTERS.get(code, " ")
            is_escaped = False
        elif code == ESCAPE:
            is_escaped = True
        else:
            yield _LETTERS[code] if code < len(_LETTERS) else "\ufffd"
