"""Keys from one master key in a file that only its owner may read."""

import hmac
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LENGTH = 32
"""Bytes of the master key."""


class FileKeys:
    """AES-256-GCM for texts, HMAC-SHA-256 for blind indexes and derived secrets."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self._cipher = AESGCM(self._of("seal"))
        self._blind = self._of("blind")

    @classmethod
    def at(cls, file: Path) -> "FileKeys":
        """Reads the master key, or makes it the first time.

        It is whole on the disk, or not there: without it nothing opens ever again.
        """
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = file.with_suffix(f".{os.getpid()}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(os.urandom(LENGTH))
                out.flush()
                os.fsync(out.fileno())
            with suppress(FileExistsError):  # somebody else was quicker
                os.link(fresh, file)
            fresh.unlink()
        master = file.read_bytes()
        if len(master) != LENGTH:
            raise ValueError(f"{file} is not a key: bring it back from a copy")
        return cls(master)

    def seal(self, text: str, *, about: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())

    def open(self, sealed: bytes, *, about: str) -> str:
        try:
            plain = self._cipher.decrypt(sealed[:12], sealed[12:], about.encode())
        except InvalidTag as error:
            raise ValueError(f"what is kept about {about} was altered") from error
        return plain.decode()

    def blind(self, text: str) -> bytes:
        return hmac.digest(self._blind, text.encode(), sha256)[:16]

    def derive(self, purpose: str, subject: str) -> str:
        return hmac.digest(self._of(purpose), subject.encode(), sha256).hex()[:32]

    def _of(self, purpose: str) -> bytes:
        return hmac.digest(self._master, f"yingda/{purpose}".encode(), sha256)
