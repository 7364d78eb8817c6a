"""The files of a leg put together: the caller on the left, the agent on the right."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 8000
"""Samples a second, as the telephone network has them."""

BARS = 600
"""Stretches of the wave that is shown."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Part:
    """What one line of the leg said and heard, in files as the switch wrote them."""

    after: float
    """Seconds since the first line of the leg was answered."""
    said: bytes
    heard: bytes
    lasted: float
    """Seconds that the line was up."""

    @property
    def gap(self) -> float:
        """Seconds of which the switch wrote nothing."""
        written = min(len(samples(self.said)), len(samples(self.heard)))
        return max(0.0, self.lasted - written / RATE)


@dataclass(frozen=True, slots=True)
class Stereo:
    wav: bytes
    seconds: float
    peaks: tuple[tuple[float, ...], ...]
    gap: float
    """Seconds that are in no file."""


def together(parts: Sequence[Part]) -> Stereo:
    caller = _laid_out([(part.after, samples(part.heard)) for part in parts])
    agent = _laid_out([(part.after, samples(part.said)) for part in parts])
    length = max(len(caller), len(agent))
    both = np.zeros((length, 2), dtype=np.int16)
    both[: len(caller), 0] = caller
    both[: len(agent), 1] = agent
    return Stereo(
        wav=header(both.nbytes, channels=2) + both.tobytes(),
        seconds=round(length / RATE, 2),
        peaks=(_peaks(both[:, 0]), _peaks(both[:, 1])),
        gap=round(sum(part.gap for part in parts), 2),
    )


def samples(wav: bytes) -> Samples:
    """Of a mono file of 16 bits. A file whose writer was killed does not know its own
    length: then everything after the head is sound."""
    at = 12
    while at + 8 <= len(wav):
        kind, size = struct.unpack_from("<4sI", wav, at)
        at += 8
        if kind == b"data":
            end = at + size if 0 < size <= len(wav) - at else len(wav)
            return np.frombuffer(wav[at : end - (end - at) % 2], dtype="<i2")
        at += size + size % 2
    return np.zeros(0, dtype=np.int16)


def _laid_out(pieces: Sequence[tuple[float, Samples]]) -> Samples:
    """Each piece at its moment; where two overlap, both are heard."""
    places = [(round(after * RATE), piece) for after, piece in pieces]
    length = max((start + len(piece) for start, piece in places), default=0)
    whole = np.zeros(length, dtype=np.int32)
    for start, piece in places:
        whole[start : start + len(piece)] += piece
    return whole.clip(-32768, 32767).astype(np.int16)


def _peaks(channel: Samples) -> tuple[float, ...]:
    if not len(channel):
        return ()
    loud = np.abs(channel.astype(np.int32))
    starts = np.unique(np.linspace(0, len(loud), BARS, endpoint=False, dtype=np.int64))
    tops = np.maximum.reduceat(loud, starts)
    return tuple(round(float(top) / 32768, 3) for top in tops)


def header(size: int, channels: int) -> bytes:
    """Of a file with so many bytes of sound, 16 bits each."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + size,
        b"WAVE",
        b"fmt ",
        16,
        1,
        channels,
        RATE,
        RATE * 2 * channels,
        2 * channels,
        16,
        b"data",
        size,
    )
