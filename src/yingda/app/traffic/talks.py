"""What simulated people say, as sounds that a switch can play."""

from collections.abc import Mapping

from msgspec import Struct

from yingda.app.traffic.texts import read
from yingda.journey.dialogue.core.speaking import LITERAL
from yingda.journey.dialogue.ports import Sounds

LANGUAGE = "zh-CN"


class Talks(Struct, frozen=True, kw_only=True):
    """Sentences; or, once they are `spoken`, paths of sounds without ending."""

    agent_begins: str
    agent_to_people: str
    agent_goes_on: str
    agent_ends: str
    caller_ends: str
    talks: Mapping[str, tuple[str, ...]]
    """By topic: the caller's and the agent's in turn, the caller first."""


def written() -> Talks:
    return read("talks.toml", Talks)


def spoken(talks: Talks, *, agent: Sounds, caller: Sounds) -> Talks:
    """Renders what is not there yet: takes seconds the first time, so not in a loop."""

    def by(sounds: Sounds, text: str) -> str:
        return sounds.sound(f"{LITERAL}/{LANGUAGE}/{text}")

    return Talks(
        agent_begins=by(agent, talks.agent_begins),
        agent_to_people=by(agent, talks.agent_to_people),
        agent_goes_on=by(agent, talks.agent_goes_on),
        agent_ends=by(agent, talks.agent_ends),
        caller_ends=by(caller, talks.caller_ends),
        talks={
            topic: tuple(
                by(agent if place % 2 else caller, text)
                for place, text in enumerate(lines)
            )
            for topic, lines in talks.talks.items()
        },
    )
