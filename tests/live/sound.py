"""Tones: made, sent, received and recognised."""

import socket
import struct
import threading
import time
import wave
from collections import deque
from itertools import pairwise, takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
FRAME = 160
KEYS = "0123456789*#ABCD"
Samples = NDArray[np.int16]


def _alaw_table() -> Samples:
    table = np.zeros(256, np.int16)
    for code in range(256):
        value = code ^ 0x55
        step, part = (value & 0x70) >> 4, value & 0x0F
        level = (part << 4) + 8 if step == 0 else ((part << 4) + 0x108) << (step - 1)
        table[code] = level if value & 0x80 else -level
    return table


ALAW = _alaw_table()
_ORDER = np.argsort(ALAW)
_LEVELS = ALAW[_ORDER].astype(np.int32)


def encode(samples: Samples) -> bytes:
    """A-law: the nearest of its 256 levels."""
    wide = samples.astype(np.int32)
    after = np.clip(np.searchsorted(_LEVELS, wide), 1, 255)
    is_nearer = wide - _LEVELS[after - 1] < _LEVELS[after] - wide
    return bytes(_ORDER[np.where(is_nearer, after - 1, after)].astype(np.uint8))


def decode(data: bytes) -> Samples:
    return ALAW[np.frombuffer(data, np.uint8)]


def tone(hertz: float, seconds: float = 1.0) -> Samples:
    moments = np.arange(round(seconds * RATE)) / RATE
    return (8000 * np.sin(2 * np.pi * hertz * moments)).astype(np.int16)


def strength(samples: Samples, hertz: float) -> float:
    """The share of a tone in the sound (Goertzel): 1.0 for nothing but this tone."""
    if not len(samples):
        return 0.0
    wide = samples.astype(np.float64)
    power = float(np.mean(wide**2))
    if power < 100:
        return 0.0
    moments = np.arange(len(wide)) / RATE
    part = np.abs(np.mean(wide * np.exp(-2j * np.pi * hertz * moments)))
    return float(2 * part**2 / power)


def share(samples: Samples, hertz: float) -> float:
    """The usual strength over a tenth of a second: a lost packet does not change it."""
    width = RATE // 10
    parts = [
        strength(samples[start : start + width], hertz)
        for start in range(0, len(samples) - width + 1, width)
    ]
    return float(np.median(parts)) if parts else 0.0


def longest(samples: Samples, hertz: float, *, least: float = 0.25) -> float:
    """The longest stretch in seconds in which the tone is never away for 100 ms."""
    width = RATE // 10
    best = now = 0
    for start in range(0, len(samples) - width + 1, width):
        is_there = strength(samples[start : start + width], hertz) >= least
        now = now + 1 if is_there else 0
        best = max(best, now)
    return best / 10


def load(path: Path | str) -> Samples:
    with wave.open(str(path)) as sound:
        assert sound.getframerate() == RATE
        assert sound.getsampwidth() == 2
        return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def save(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())


def _ports() -> tuple[socket.socket, socket.socket]:
    """Two neighbours: the switch sends its reports (RTCP) to the port after the sound's,
    where they must not meet somebody else's telephone."""
    while True:
        sound, reports = (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)
        )
        sound.bind(("127.0.0.1", 0))
        try:
            reports.bind(("127.0.0.1", sound.getsockname()[1] + 1))
        except (OSError, OverflowError):
            sound.close()
            reports.close()
            continue
        return sound, reports


class Mouth:
    """One end of a stream of sound: says its tone without end, keeps what it hears."""

    def __init__(self, hertz: float) -> None:
        self.hertz = hertz
        self._socket, self._reports = _ports()
        self.port: int = self._socket.getsockname()[1]
        self._frames = [
            encode(tone(hertz)[start : start + FRAME])
            for start in range(0, RATE, FRAME)
        ]
        self._there: tuple[str, int] | None = None
        self._heard = bytearray()
        self._packets: list[tuple[float, bytes]] = []
        self._keys: deque[bytes] = deque()
        self._sent = 0
        self._is_open = True
        self._is_silent = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def talk_to(self, port: int) -> None:
        self._there = ("127.0.0.1", port)

    def be_quiet(self) -> None:
        """Sends nothing any more, as a telephone does that has lost its power."""
        self._is_silent = True

    def press(self, key: str) -> None:
        """A key by RFC 4733: 100 ms, its end told three times."""
        code = KEYS.index(key)
        lengths = [*(FRAME * n for n in range(1, 6)), *([FRAME * 5] * 3)]
        for n, length in enumerate(lengths):
            end = 0x80 if n >= 5 else 0
            self._keys.append(struct.pack("!BBH", code, end | 10, length))

    def heard(self, last_seconds: float | None = None) -> Samples:
        data = bytes(self._heard)
        if last_seconds is not None:
            data = data[-round(last_seconds * RATE) :]
        return decode(data)

    def forget(self) -> None:
        """What was heard up to now."""
        self._heard.clear()

    def hears(self, hertz: float) -> bool:
        """Whether the tone comes in at this moment."""
        return self.longest_gap(hertz, since=time.monotonic() - 0.4) < 0.2

    def longest_gap(self, hertz: float, *, since: float) -> float:
        """The longest time in seconds, from a moment of the monotonic clock until now,
        in which no packet with this tone came in."""
        moments = [since, *self._told(hertz, since), time.monotonic()]
        return max(after - before for before, after in pairwise(moments))

    def missing(self, hertz: float, *, since: float) -> float:
        """Seconds of this tone that have not come in at all, neither in time nor late."""
        expected = time.monotonic() - since
        return expected - len(self._told(hertz, since)) * FRAME / RATE

    def _told(self, hertz: float, since: float) -> list[float]:
        """When each packet with this tone came in."""
        packets = takewhile(lambda one: one[0] >= since, reversed(self._packets[:]))
        told = [
            came for came, sound in packets if strength(decode(sound), hertz) >= 0.25
        ]
        return told[::-1]

    def close(self) -> None:
        self._is_open = False
        self._thread.join(1)
        self._socket.close()
        self._reports.close()

    def _run(self) -> None:
        due = time.monotonic()
        key_began = 0
        while self._is_open:
            self._listen(due)
            due += FRAME / RATE
            if self._there is None or self._is_silent:
                continue
            moment = self._sent * FRAME
            if self._keys:
                event = self._keys.popleft()
                # All packets of one key carry the moment at which it began.
                is_first = struct.unpack("!H", event[2:])[0] == FRAME
                key_began = moment if is_first else key_began
                self._send(101, is_first, key_began, event)
            else:
                frame = self._frames[self._sent % len(self._frames)]
                self._send(8, self._sent == 0, moment, frame)

    def _send(self, kind: int, is_first: bool, moment: int, data: bytes) -> None:
        assert self._there is not None
        mark = 0x80 if is_first else 0
        number = self._sent & 0xFFFF
        head = struct.pack("!BBHII", 0x80, mark | kind, number, moment, self.port)
        self._sent += 1
        try:
            self._socket.sendto(head + data, self._there)
        except OSError:
            return

    def _listen(self, until: float) -> None:
        while (rest := until - time.monotonic()) > 0:
            self._socket.settimeout(rest)
            try:
                packet = self._socket.recv(2048)
            except (TimeoutError, ConnectionError):
                continue
            if len(packet) > 12 and packet[1] & 0x7F == 8:
                self._heard += packet[12:]
                self._packets.append((time.monotonic(), packet[12:]))
