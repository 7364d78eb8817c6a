"""The machine on a real line: what a caller really hears, and keys that really arrive."""

from pathlib import Path

import numpy as np
import pytest

from live.centre import LiveCentre
from live.sound import RATE, Samples, load
from live.switchboard import Peer
from live.waiting import until
from yingda.journey.dialogue import wiring
from yingda.journey.dialogue.adapters.sounds import FileSounds
from yingda.journey.dialogue.core import lexicon
from yingda.journey.dialogue.core.speaking import texts
from yingda.journey.dialogue.model.flow import Published
from yingda.journey.dialogue.service.library import shipped

pytestmark = pytest.mark.live

STRANGER = "13909110001"
"""Of Baoji by its segment, and in nobody's record."""


@pytest.fixture(scope="module")
def sounds(centre: LiveCentre) -> FileSounds:
    """The centre's own prompts: the files that its switch plays."""
    made = wiring.sounds(folder=centre.data / "sounds")
    flow = Published(flow=shipped()[0], version=1)
    made.know({**lexicon.texts(), **texts(flow)})
    return made


def prompt(sounds: FileSounds, name: str) -> Samples:
    group, _, word = name.rpartition("/")
    path = Path(sounds.sound(f"{group or 'hotline.1'}/zh-CN/{word}") + ".wav")
    assert path.is_file()
    return load(path)


def likeness(heard: Samples, wanted: Samples) -> float:
    """1.0 where one second of the prompt is somewhere in what was heard."""
    piece = wanted[:RATE].astype(np.float64)
    if len(heard) < len(piece):
        return 0.0
    sound = heard.astype(np.float64)
    size = 1 << (len(sound) + len(piece)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(piece, size))
    matches = np.fft.irfft(product, size)[: len(sound) - len(piece) + 1]
    power = np.concatenate(([0.0], np.cumsum(sound**2)))
    window = power[len(piece) :] - power[: -len(piece)]
    scale = np.sqrt(np.maximum(window, 1e4) * np.sum(piece**2))
    return float(np.max(matches / scale))


def hears(caller: Peer, sounds: FileSounds, name: str, *, within: float = 12) -> None:
    wanted = prompt(sounds, name)
    until(
        lambda: likeness(caller.mouth.heard(), wanted) > 0.7,
        seconds=within,
        what=f"sound of {name}",
    )


def answered(centre: LiveCentre, number: str = STRANGER) -> Peer:
    caller = centre.call(number)
    # A centre that has just been started may still be rendering its prompts.
    until(lambda: caller.state == "answered", seconds=10, what="answer")
    return caller


def waiting(centre: LiveCentre) -> float:
    board = centre.person("s3001").ask("GET", "/api/board")
    queues = board["queues"]
    assert isinstance(queues, list)
    return sum(float(one["waiting"]) for one in queues)


@pytest.mark.row("CT-08")
def test_a_stranger_hears_greeting_and_menu_in_mandarin(
    centre: LiveCentre, sounds: FileSounds
) -> None:
    caller = answered(centre)

    hears(caller, sounds, "greeting-guest", within=5)
    hears(caller, sounds, "menu-guest")
    caller.hang_up()


@pytest.mark.parametrize("by", ["RFC 4733", "SIP INFO"])
def test_a_key_is_heard_and_the_caller_waits_with_music(
    centre: LiveCentre, sounds: FileSounds, by: str
) -> None:
    caller = answered(centre)
    hears(caller, sounds, "greeting-guest", within=5)

    if by == "RFC 4733":
        caller.mouth.press("4")
    else:
        caller.press_by_info("4")

    hears(caller, sounds, "to-a-human")
    until(lambda: waiting(centre) == 1, seconds=5, what="waiting caller on the board")
    hears(caller, sounds, "words/number-1", within=20)
    caller.hang_up()
    until(lambda: waiting(centre) == 0, seconds=5, what="empty queue")


@pytest.mark.row("CT-08")
def test_a_provider_is_told_by_its_code(centre: LiveCentre, sounds: FileSounds) -> None:
    caller = answered(centre)
    hears(caller, sounds, "greeting-guest", within=5)
    for key in "610233#":
        caller.mouth.press(key)

    hears(caller, sounds, "provider-is", within=20)
    caller.hang_up()


@pytest.mark.parametrize("step", ["greeting-guest", "menu-guest", "ask-provider"])
def test_who_hangs_up_in_mid_prompt_leaves_nothing_waiting(
    centre: LiveCentre, sounds: FileSounds, step: str
) -> None:
    caller = answered(centre)
    if step == "ask-provider":
        hears(caller, sounds, "greeting-guest", within=5)
        caller.mouth.press("6")
    hears(caller, sounds, step)

    caller.hang_up()

    until(lambda: caller.state != "answered", seconds=5, what="end of the call")
    assert waiting(centre) == 0


def test_a_menu_outlives_the_process_that_asks(
    centre: LiveCentre, sounds: FileSounds
) -> None:
    caller = answered(centre)
    hears(caller, sounds, "menu-guest")
    centre.kill("floor")
    caller.mouth.forget()

    hears(caller, sounds, "menu-guest", within=15)
    caller.mouth.press("4")

    hears(caller, sounds, "to-a-human")
    caller.hang_up()
    until(lambda: waiting(centre) == 0, seconds=5, what="empty queue")


@pytest.mark.row("AC-16")
def test_a_caller_of_66_waits_for_people_with_no_key_pressed(
    centre: LiveCentre, sounds: FileSounds
) -> None:
    caller = answered(centre, "13891990012")

    hears(caller, sounds, "to-a-human-elder", within=5)
    until(lambda: waiting(centre) == 1, seconds=5, what="waiting caller on the board")
    caller.hang_up()
    until(lambda: waiting(centre) == 0, seconds=5, what="empty queue")
