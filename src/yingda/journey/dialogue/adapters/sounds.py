"""Prompts as files: recorded ones win, others are rendered once and kept."""

import logging
import os
import re
import tempfile
import threading
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from yingda.journey.dialogue.adapters.waves import is_playable, wav
from yingda.journey.dialogue.core.speaking import LITERAL
from yingda.journey.dialogue.ports import Speech

log = logging.getLogger(__name__)
_PLAIN = re.compile(r"[\w.-]+")


class FileSounds:
    """Rendered files are named by what is said and by whom, so that no file is ever
    changed: a new text or another voice makes another file."""

    def __init__(self, *, folder: Path, speech: Speech, recorded: Path | None) -> None:
        self._folder = folder.absolute()
        self._speech = speech
        self._recorded = recorded.absolute() if recorded else None
        self._texts: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self._turn = threading.Lock()

    def know(self, texts: Mapping[str, str]) -> None:
        self._texts |= texts

    def prompts(self) -> Sequence[str]:
        return tuple(self._texts)

    def sound(self, prompt: str) -> str:
        """Raises KeyError for a name that nobody made known."""
        if (found := self._found.get(prompt)) is not None:
            return found
        file = self._own(prompt) or self._rendered(prompt)
        self._found[prompt] = path = str(file.with_suffix(""))
        return path

    def _own(self, prompt: str) -> Path | None:
        """`<flow>.<version>/<language>/<name>.wav`, or without the first part."""
        parts = prompt.split("/")
        if self._recorded is None or not all(map(_PLAIN.fullmatch, parts)):
            return None
        for file in (
            self._recorded.joinpath(*parts[:-1], f"{parts[-1]}.wav"),
            self._recorded.joinpath(*parts[1:-1], f"{parts[-1]}.wav"),
        ):
            if is_playable(str(file)):
                return file
            if file.exists():
                log.warning("a recorded prompt is no 8 kHz 16-bit mono wav: %s", file)
        return None

    def _rendered(self, prompt: str) -> Path:
        group, language, name = prompt.split("/", 2)
        text = name if group == LITERAL else self._texts[prompt]
        key = sha256(f"{self._speech.voice}\n{language}\n{text}".encode()).hexdigest()
        file = self._folder / language / f"{key[:32]}.wav"
        with self._turn:
            if not file.exists():
                _write(file, wav(self._speech.spoken(text, language=language)))
        return file


def _write(file: Path, data: bytes) -> None:
    """Complete or not at all, and readable by the switch's user."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as made:
        made.write(data)
    os.chmod(made.name, 0o644)  # the switch runs as another user
    os.replace(made.name, file)
