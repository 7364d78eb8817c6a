"""From what a flow wants said to the names of sounds, one after the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from yingda.journey.dialogue.core.lexicon import GROUP, counted, spelled
from yingda.journey.dialogue.model.flow import Parts, Published

LITERAL = "text"
"""The group of sounds whose name is the text itself: `text/zh-CN/华夏信息`."""
_CALL = re.compile(r"(number|digits|text|named)\((?:([a-z0-9-]+), ?)?([a-z_]+)\)")
_PLAIN = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is said, taken apart."""

    how: str
    """`prompt`, `number`, `digits`, `text` or `named`."""
    name: str
    """The prompt, or the prefix of `named`."""
    variable: str | None


def part(text: str) -> Part | None:
    """None if it is written in no way that is understood."""
    if _PLAIN.fullmatch(text):
        return Part("prompt", text, None)
    found = _CALL.fullmatch(text)
    if found is None or (found[1] == "named") != (found[2] is not None):
        return None
    return Part(found[1], found[2] or "", found[3])


def sounds(
    published: Published, parts: Parts, variables: Mapping[str, str]
) -> tuple[str, ...]:
    """A variable that is not set, or not a number where one is needed, is left out."""
    language = variables["language"]
    names: list[str] = []
    for text in parts:
        read = part(text)
        if read is not None:
            value = variables.get(read.variable or "", "")
            names += _names(published, read, value, language)
    return tuple(names)


def _names(
    published: Published, read: Part, value: str, language: str
) -> tuple[str, ...]:
    match read.how:
        case "number":
            said = counted(int(value)) if value.isascii() and value.isdigit() else ()
            return tuple(f"{GROUP}/{language}/{word}" for word in said)
        case "digits":
            return tuple(f"{GROUP}/{language}/{word}" for word in spelled(value))
        case "text":
            return (f"{LITERAL}/{language}/{value}",) if value else ()
        case "named":
            own = published.flow.prompts[language]
            name = f"{read.name}-{value}"
            name = name if name in own else f"{read.name}-other"
            return (f"{published.prefix}/{language}/{name}",)
        case _:
            return (f"{published.prefix}/{language}/{read.name}",)


def texts(published: Published) -> Mapping[str, str]:
    """Every sound of this version and what it says."""
    return {
        f"{published.prefix}/{language}/{name}": text
        for language, prompts in published.flow.prompts.items()
        for name, text in prompts.items()
    }
