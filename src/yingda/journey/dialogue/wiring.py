"""Where the dialogue is put together."""

from pathlib import Path

from yingda.journey.dialogue.adapters.espeak import EspeakSpeech
from yingda.journey.dialogue.adapters.sounds import FileSounds
from yingda.journey.dialogue.handlers import listen
from yingda.journey.dialogue.ports import (
    Callers,
    Lines,
    OrderStatus,
    Places,
    Providers,
    Queues,
    Sounds,
    Speech,
)
from yingda.journey.dialogue.service import Dialogue
from yingda.journey.dialogue.service.library import Library
from yingda.journey.dialogue.service.mouth import Mouth
from yingda.journey.dialogue.service.questions import BackEnds
from yingda.platform.ports import Alarms, Bus, Clock, Ids, Keys, Parameters, Work


def sounds(
    *, folder: Path, recorded: Path | None = None, speech: Speech | None = None
) -> FileSounds:
    """The prompts as files below `folder`; it answers the channels' `Prompts` too.

    Without another speech, espeak-ng speaks.
    """
    return FileSounds(folder=folder, recorded=recorded, speech=speech or EspeakSpeech())


def library(*, work: Work, clock: Clock, ids: Ids, sounds: Sounds) -> Library:
    """The flows alone, for whoever publishes and renders them before anybody calls."""
    return Library(work=work, clock=clock, ids=ids, sounds=sounds)


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    bus: Bus,
    alarms: Alarms,
    parameters: Parameters,
    keys: Keys,
    sounds: Sounds,
    lines: Lines,
    callers: Callers,
    orders: OrderStatus,
    places: Places,
    queues: Queues,
    providers: Providers,
) -> Dialogue:
    dialogue = Dialogue(
        work=work,
        clock=clock,
        ids=ids,
        alarms=alarms,
        parameters=parameters,
        keys=keys,
        library=library(work=work, clock=clock, ids=ids, sounds=sounds),
        mouth=Mouth(lines),
        back_ends=BackEnds(
            callers=callers,
            orders=orders,
            providers=providers,
            places=places,
        ),
        queues=queues,
    )
    listen(bus, dialogue)
    return dialogue
