"""The voice of espeak-ng, which speaks in a process of its own."""

import json
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO

from yingda.journey.dialogue.adapters.waves import telephone

_PROGRAM = Path(__file__).with_name("voice.py")


class EspeakSpeech:
    """One text at a time. The process begins with the first and is begun anew if it dies."""

    def __init__(self, *, words_a_minute: int = 165) -> None:
        self._pace = words_a_minute
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def voice(self) -> str:
        return f"espeak-ng/{self._pace}"

    def spoken(self, text: str, *, language: str) -> bytes:
        """Raises LookupError for a language that it has no voice for, OSError if it
        cannot speak at all."""
        asked = {"text": text, "language": language, "pace": self._pace}
        line = json.dumps(asked).encode() + b"\n"
        with self._turn:
            try:
                rate, pcm = self._ask(line)
            except (BrokenPipeError, EOFError):
                self._process = None
                rate, pcm = self._ask(line)
        return telephone(pcm, rate)

    def _ask(self, line: bytes) -> tuple[int, bytes]:
        to, back = self._pipes()
        to.write(line)
        to.flush()
        answer = back.readline()
        if not answer:
            raise EOFError("espeak-ng has ended")
        head = json.loads(answer)
        if "unknown" in head:
            raise LookupError(head["unknown"])
        pcm = back.read(head["bytes"])
        if len(pcm) < head["bytes"]:
            raise EOFError("espeak-ng has ended")
        return int(head["rate"]), pcm

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        process = self._process
        if process is None:
            process = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._process = process
            weakref.finalize(self, _end, process)
        assert process.stdin is not None
        assert process.stdout is not None
        return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    """It ends when nobody can ask any more."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    process.wait(5)
