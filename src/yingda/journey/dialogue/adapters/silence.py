"""A voice that says nothing for as long as it would take: for tests and simulators."""

from yingda.journey.dialogue.adapters.waves import RATE


class SilentSpeech:
    voice = "silence"

    def spoken(self, text: str, *, language: str) -> bytes:
        seconds = 0.2 + (0.25 if language == "zh-CN" else 0.07) * len(text)
        return bytes(2 * int(seconds * RATE))
