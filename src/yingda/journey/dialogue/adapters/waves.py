"""Samples as a switch wants them: 8 kHz, 16 bit, mono, without dead air at the ends."""

import io
import wave
from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Samples = NDArray[np.float64]
_HALF = 32
_QUIET = 0.004
_PEAK = 0.7


def wav(pcm: bytes) -> bytes:
    """A complete file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm)
    return file.getvalue()


def is_playable(file: str) -> bool:
    """True for a file of exactly our kind."""
    try:
        with wave.open(file, "rb") as given:
            return (
                given.getnchannels() == 1
                and given.getsampwidth() == 2
                and given.getframerate() == RATE
                and given.getnframes() > 0
            )
    except (OSError, EOFError, wave.Error):
        return False


def telephone(pcm: bytes, rate: int) -> bytes:
    """16-bit mono samples of any rate: trimmed, levelled, resampled."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768
    samples = resampled(_trimmed(samples, rate), rate)
    peak = float(np.max(np.abs(samples), initial=0.0))
    if peak > 0:
        samples = samples * (_PEAK / peak)
    return (samples * 32767).astype("<i2").tobytes()


def _trimmed(samples: Samples, rate: int) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    if not loud.size:
        return samples
    margin = rate // 25
    return samples[max(0, int(loud[0]) - margin) : int(loud[-1]) + margin]


def resampled(samples: Samples, rate: int) -> Samples:
    """By a windowed sinc in as many phases as the two rates need: no aliases."""
    if rate == RATE or not samples.size:
        return samples
    divisor = int(np.gcd(rate, RATE))
    up, down = RATE // divisor, rate // divisor
    count = len(samples) * up // down
    at = np.arange(count) * down
    padded = np.pad(samples, _HALF)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _HALF + 1)
    made: Samples = np.einsum("ij,ij->i", windows[at // up], _phases(rate, up)[at % up])
    return made


@cache
def _phases(rate: int, up: int) -> Samples:
    """One row of weights for each place that an output can have between two inputs."""
    cutoff = 0.92 * min(1.0, RATE / rate)
    offset = np.arange(-_HALF, _HALF + 1)[None, :] - np.arange(up)[:, None] / up
    window = 0.5 + 0.5 * np.cos(np.pi * offset / (_HALF + 1))
    weights = cutoff * np.sinc(cutoff * offset) * window
    loudness = np.add.reduce(weights, axis=1, keepdims=True)
    normal: Samples = weights / loudness
    return normal
