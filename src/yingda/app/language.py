"""Refusals as sentences, in the language of whoever is there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from yingda.kernel.refusal import Refusal

LANGUAGES = ("zh-CN", "en")
"""The first is spoken to whoever has not said what they read."""


@dataclass(frozen=True, slots=True)
class Language:
    name: str
    sentences: Mapping[str, str]

    def say(self, refusal: Refusal) -> str:
        """The sentence of the code, with the refusal's fields in their places."""
        return self.sentences[refusal.code].format(**_shown(refusal.details()))


def load(name: str) -> Language:
    file = resources.files("yingda") / "locales" / f"{name}.json"
    return Language(name, json.loads(file.read_text("utf-8")))


def preferred(accept_language: str) -> str:
    """The first of ours that a browser names, in the order in which it names them."""
    wanted = [part.partition(";")[0].strip() for part in accept_language.split(",")]
    ours = [
        name for one in wanted for name in LANGUAGES if one and name.startswith(one[:2])
    ]
    return ours[0] if ours else LANGUAGES[0]


def _shown(details: Mapping[str, object]) -> dict[str, object]:
    """Sets are shown as a list, sorted, so that a sentence is always the same."""
    return {
        name: ", ".join(sorted(map(str, value)))
        if isinstance(value, frozenset | tuple | list)
        else value
        for name, value in details.items()
    }
