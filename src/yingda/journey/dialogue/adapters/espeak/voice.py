"""The process that speaks: texts come in, samples go out, until nobody asks any more.

It is a process of its own because the library has one state and calls back from within,
because what crashes in it must not take calls along, and because it is another's programme
under another licence. A request is a line of JSON; an answer is one, then the samples.
"""

import ctypes
import json
import signal
import sys
from collections.abc import Mapping

import espeakng_loader

VOICES = {"zh-CN": b"cmn", "en": b"en-us"}
_SYNCHRONOUS = 2
_UTF8 = 1
_RATE_OF_SPEECH = 1
_EAR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Voice:
    """espeak-ng, out of the wheel that carries its library and data."""

    def __init__(self) -> None:
        library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        data = str(espeakng_loader.get_data_path()).encode()
        self.rate: int = library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        if self.rate <= 0:
            raise OSError("espeak-ng does not start: its data cannot be read")
        library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        # Kept for as long as the library may call it.
        self._ear = _EAR(self._hear)
        library.espeak_SetSynthCallback(self._ear)
        self._library = library
        self._heard = bytearray()

    def spoken(self, text: str, *, language: str, words_a_minute: int) -> bytes:
        """16-bit mono samples at `rate`."""
        if self._library.espeak_SetVoiceByName(VOICES[language]) != 0:
            raise LookupError(language)
        self._library.espeak_SetParameter(_RATE_OF_SPEECH, words_a_minute, 0)
        self._heard.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return bytes(self._heard)

    def _hear(self, samples: int | None, count: int, events: int | None) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, count * 2)
        return 0


def main() -> None:
    # Ctrl-C is for whoever asks; when they are gone, there is nothing more to read.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    voice = Voice()
    for line in sys.stdin.buffer:
        pcm, head = b"", _answer(json.loads(line), voice)
        if isinstance(head, bytes):
            pcm, head = head, {"rate": voice.rate, "bytes": len(head)}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + pcm)
        sys.stdout.buffer.flush()


def _answer(asked: Mapping[str, object], voice: Voice) -> bytes | dict[str, object]:
    try:
        return voice.spoken(
            str(asked["text"]),
            language=str(asked["language"]),
            words_a_minute=int(str(asked["pace"])),
        )
    except LookupError:
        return {"unknown": str(asked["language"])}


if __name__ == "__main__":
    main()
