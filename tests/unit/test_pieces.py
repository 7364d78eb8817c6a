"""A text as short messages: its letters, and where it is cut."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yingda.journey.channels.core.pieces import (
    ALONE,
    TOGETHER,
    Alphabet,
    pieces,
    read,
)

GSM = Alphabet.GSM
UCS2 = Alphabet.UCS2


def test_letters_of_the_alphabet_of_gsm_are_one_byte_or_two() -> None:
    """3GPP 23.038, table 1 and its extension: the letters whose codes are not ASCII's."""
    (one,) = pieces("@£$ Az_Δ{€}")

    assert one.alphabet is GSM
    assert one.data == b"\x00\x01\x02 Az\x11\x10\x1b\x28\x1b\x65\x1b\x29"


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("", [0]),
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("a" * 152 + "€" + "a" * 8, [152, 10]),
        ("工" * 70, [140]),
        ("工" * 71, [134, 8]),
        ("工" * 66 + "😀" + "单" * 4, [132, 12]),
    ],
)
def test_a_text_is_cut_where_it_must_be_and_never_within_a_letter(
    text: str, sizes: list[int]
) -> None:
    assert [len(one.data) for one in pieces(text)] == sizes


def test_one_chinese_letter_makes_all_of_a_text_chinese() -> None:
    assert pieces("order 工")[0].alphabet is UCS2
    assert pieces("工单")[0].data == b"\x5d\xe5\x53\x55"


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("𠮷😀" * 60)
@example("[€]" * 90)
def test_what_is_cut_reads_as_it_was_written(text: str) -> None:
    cut = pieces(text)
    room = ALONE if len(cut) == 1 else TOGETHER

    assert "".join(read(one.alphabet, one.data) for one in cut) == text
    assert all(len(one.data) <= room[one.alphabet] for one in cut)
    assert len({one.alphabet for one in cut}) == 1


@given(st.binary(max_size=200), st.sampled_from([GSM, UCS2]))
def test_any_bytes_can_be_read_as_something(data: bytes, alphabet: Alphabet) -> None:
    read(alphabet, data)
