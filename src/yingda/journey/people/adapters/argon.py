"""Passwords by Argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2:
    """RFC 9106's second recommendation by default: 64 MiB, three passes, four lanes."""

    def __init__(self, *, passes: int = 3, kibibytes: int = 65_536, lanes: int = 4):
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=kibibytes, parallelism=lanes
        )

    def kept(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
