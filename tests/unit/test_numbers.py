"""Telephone numbers in every form that a trunk, a form or a person gives them."""

import pytest

from yingda.kernel.numbers import area_code, is_mobile, longest, normal


@pytest.mark.parametrize(
    "given",
    [
        "13891234567",
        "+86 138 9123 4567",
        "+8613891234567",
        "008613891234567",
        "8613891234567",
        "013891234567",
        "138-9123-4567",
        "１３８９１２３４５６７",
        "tel:+86-138-9123-4567",
        "sip:13891234567@example.org",
    ],
)
def test_a_mobile_number_is_one_text_in_every_form(given: str) -> None:
    assert normal(given) == "13891234567"


@pytest.mark.parametrize(
    "given",
    [
        "029-88112233",
        "(029) 8811 2233",
        "+86 29 8811 2233",
        "862988112233",
        "02988112233",
    ],
)
def test_a_landline_number_keeps_its_area_code(given: str) -> None:
    assert normal(given) == "02988112233"


def test_an_area_code_has_three_digits_in_big_towns_and_four_elsewhere() -> None:
    assert area_code("02988112233") == "029"
    assert area_code("01062345678") == "010"
    assert area_code(normal("0917 321 0456")) == "0917"
    assert area_code("13891234567") is None
    assert area_code("96766") is None


def test_a_foreign_number_is_never_taken_for_one_of_ours() -> None:
    utah = normal("+1 385 234 5678")
    assert utah == "0013852345678"
    assert not is_mobile(utah)
    assert area_code(utah) is None


@pytest.mark.parametrize("given", ["anonymous", "", "  ", "Unavailable", "sip:web-7@x"])
def test_a_withheld_number_is_no_number(given: str) -> None:
    assert normal(given) == ""


@pytest.mark.parametrize("given", ["96766", "10086", "4008123456", "88112233"])
def test_a_number_without_area_code_keeps_its_digits(given: str) -> None:
    assert normal(given) == given


def test_the_longest_prefix_decides() -> None:
    assert longest("13891234567", {"138": "a", "13891": "b", "139": "c"}) == "b"
    assert longest("13991234567", {"138": "a"}) is None
