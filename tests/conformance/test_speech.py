"""What every voice promises, and what becomes of it on disk."""

import io
import wave
from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from yingda.journey.dialogue.adapters.espeak import EspeakSpeech
from yingda.journey.dialogue.adapters.silence import SilentSpeech
from yingda.journey.dialogue.adapters.sounds import FileSounds
from yingda.journey.dialogue.adapters.waves import resampled, wav
from yingda.journey.dialogue.core import lexicon
from yingda.journey.dialogue.ports import Speech

ESPEAK = EspeakSpeech()
HELLO = {
    "zh-CN": "您好，欢迎致电统一客户服务热线。",
    "en": "Welcome to our service line.",
}


@pytest.fixture(params=["espeak", "silence"])
def speech(request: pytest.FixtureRequest) -> Speech:
    return ESPEAK if request.param == "espeak" else SilentSpeech()


@pytest.mark.parametrize("language", HELLO)
def test_a_sentence_lasts_as_long_as_it_takes_to_say(
    speech: Speech, language: str
) -> None:
    seconds = len(speech.spoken(HELLO[language], language=language)) / 2 / 8000

    assert 1 < seconds < 8


@pytest.mark.parametrize("language", HELLO)
def test_more_text_takes_longer(speech: Speech, language: str) -> None:
    once = speech.spoken(HELLO[language], language=language)
    twice = speech.spoken(HELLO[language] * 2, language=language)

    assert len(twice) > 1.5 * len(once)


def test_many_threads_get_each_their_own_words(speech: Speech) -> None:
    texts = [lexicon.words("zh-CN")[f"number-{n}"] for n in range(40)]
    alone = [speech.spoken(text, language="zh-CN") for text in texts]

    with ThreadPoolExecutor(8) as threads:
        together = list(
            threads.map(lambda text: speech.spoken(text, language="zh-CN"), texts)
        )

    # A voice may breathe differently each time, but it takes the same time to say.
    for one, again in zip(alone, together, strict=True):
        assert len(again) == pytest.approx(len(one), rel=0.05)


def test_a_voice_has_a_name(speech: Speech) -> None:
    assert speech.voice


# --- what only a real voice can do ------------------------------------------------------


def test_the_voice_can_be_heard_and_does_not_clip() -> None:
    samples = array("h", ESPEAK.spoken(HELLO["zh-CN"], language="zh-CN"))

    assert 0.5 < max(map(abs, samples)) / 32767 < 0.8


def test_different_words_sound_different() -> None:
    words = lexicon.words("zh-CN")
    spoken = {ESPEAK.spoken(words[f"number-{n}"], language="zh-CN") for n in range(100)}

    assert len(spoken) == 100


def test_every_word_of_the_lexicon_can_be_heard() -> None:
    for language in lexicon.languages():
        for word, text in lexicon.words(language).items():
            samples = array("h", ESPEAK.spoken(text, language=language))
            assert len(samples) > 800, word


@pytest.mark.parametrize(
    ("hertz", "is_kept"), [(400, True), (3000, True), (6000, False)]
)
def test_what_a_telephone_cannot_carry_does_not_come_back_as_another_tone(
    hertz: int, *, is_kept: bool
) -> None:
    times = np.arange(22050) / 22050
    made = resampled(np.sin(2 * np.pi * hertz * times), 22050)
    spectrum = np.abs(np.fft.rfft(made[1000:7000])) / 3000

    assert len(made) == 8000
    if is_kept:
        assert spectrum.argmax() * 8000 / 6000 == pytest.approx(hertz, abs=2)
        assert spectrum.max() == pytest.approx(1, abs=0.1)
    else:
        assert spectrum.max() < 0.01


def test_a_voice_that_dies_is_begun_anew() -> None:
    speech = EspeakSpeech()
    speech.spoken("one", language="en")
    process = speech._process
    assert process is not None
    process.kill()
    process.wait()

    assert speech.spoken("two", language="en")
    assert speech._process is not process


def test_the_voice_ends_with_whoever_asks() -> None:
    speech = EspeakSpeech()
    speech.spoken("one", language="en")
    process = speech._process
    assert process is not None

    del speech

    assert process.poll() == 0


def test_a_language_without_a_voice_is_refused() -> None:
    with pytest.raises(LookupError):
        ESPEAK.spoken("bonjour", language="fr")

    assert ESPEAK.spoken("hello", language="en")


# --- on disk ------------------------------------------------------------------------------


class Counting:
    """Counts how often it is asked to speak."""

    voice = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def spoken(self, text: str, *, language: str) -> bytes:
        self.asked += 1
        return bytes(1600)


@pytest.fixture
def counting() -> Counting:
    return Counting()


def test_a_prompt_is_a_file_that_a_switch_can_play(
    tmp_path: Path, speech: Speech
) -> None:
    sounds = FileSounds(folder=tmp_path, speech=speech, recorded=None)
    sounds.know({"hotline.1/zh-CN/greeting": HELLO["zh-CN"]})

    path = sounds.sound("hotline.1/zh-CN/greeting")

    assert Path(path).is_absolute()
    with wave.open(f"{path}.wav", "rb") as file:
        assert file.getframerate() == 8000
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getnframes() > 8000


def test_what_was_rendered_once_is_never_rendered_again(
    tmp_path: Path, counting: Counting
) -> None:
    paths = set()
    for flow in ("hotline.1", "hotline.2"):
        sounds = FileSounds(folder=tmp_path, speech=counting, recorded=None)
        sounds.know({f"{flow}/en/hello": "Hello."})
        paths |= {sounds.sound(f"{flow}/en/hello") for _ in range(3)}

    assert counting.asked == 1
    assert len(paths) == 1


def test_a_text_that_changed_is_another_file(
    tmp_path: Path, counting: Counting
) -> None:
    sounds = FileSounds(folder=tmp_path, speech=counting, recorded=None)
    sounds.know({"hotline.1/en/hello": "Hello.", "hotline.2/en/hello": "Good day."})

    first, second = (sounds.sound(f"hotline.{n}/en/hello") for n in (1, 2))

    assert first != second


def test_a_word_learned_only_now_is_spoken_too(tmp_path: Path) -> None:
    sounds = FileSounds(folder=tmp_path, speech=ESPEAK, recorded=None)

    assert Path(sounds.sound("text/zh-CN/秦岭天气/资讯") + ".wav").is_file()


@pytest.mark.parametrize("place", ["hotline.1/en", "en"])
def test_a_recorded_file_wins(tmp_path: Path, counting: Counting, place: str) -> None:
    own = tmp_path / "own" / place / "hello.wav"
    own.parent.mkdir(parents=True)
    own.write_bytes(wav(bytes(1600)))
    sounds = FileSounds(
        folder=tmp_path / "made", speech=counting, recorded=tmp_path / "own"
    )
    sounds.know({"hotline.1/en/hello": "Hello."})

    assert sounds.sound("hotline.1/en/hello") == str(own.with_suffix(""))
    assert counting.asked == 0


def test_a_recording_of_another_kind_is_not_played(
    tmp_path: Path, counting: Counting
) -> None:
    own = tmp_path / "own" / "en" / "hello.wav"
    own.parent.mkdir(parents=True)
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", ""))
        file.writeframes(bytes(400))
    own.write_bytes(made.getvalue())
    sounds = FileSounds(
        folder=tmp_path / "made", speech=counting, recorded=tmp_path / "own"
    )
    sounds.know({"hotline.1/en/hello": "Hello."})

    assert sounds.sound("hotline.1/en/hello").startswith(str(tmp_path / "made"))


def test_nobody_can_name_a_file_outside_of_the_folders(
    tmp_path: Path, counting: Counting
) -> None:
    sounds = FileSounds(
        folder=tmp_path / "made", speech=counting, recorded=tmp_path / "own"
    )
    path = sounds.sound("text/en/../../../../etc/passwd")

    assert path.startswith(str(tmp_path / "made" / "en"))
