"""Refusals as sentences, in both languages, with nothing left out."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

# Every refusal of every stage is known once the centre can be built.
import yingda.app.cli  # noqa: F401
from yingda.app.language import LANGUAGES, load, preferred
from yingda.kernel.refusal import BadInput, Refusal


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("yingda."):
            yield kind
        yield from refusals(kind)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_refusal_has_a_sentence_and_no_sentence_is_orphaned(name: str) -> None:
    codes = {kind.code for kind in refusals() if "code" in vars(kind)}

    assert codes == set(load(name).sentences)


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in refusals() if "code" in vars(kind)]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_sentence_names_only_fields_that_its_refusal_has(name: str) -> None:
    sentences = load(name).sentences
    for kind in refusals():
        if "code" not in vars(kind):
            continue
        wanted = set(re.findall(r"{(\w+)", sentences[kind.code]))
        assert wanted <= {field.name for field in fields(kind)}, kind.code


def test_the_fields_of_a_refusal_are_in_its_sentence() -> None:
    sentence = load("en").say(BadInput("due", "a moment with its zone"))

    assert "`due`" in sentence
    assert "a moment with its zone" in sentence


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("zh,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
    ],
)
def test_the_first_language_of_ours_that_is_named_is_spoken(
    header: str, name: str
) -> None:
    assert preferred(header) == name
