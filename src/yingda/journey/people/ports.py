"""What people needs from a supplier: passwords that cannot be read back."""

from typing import Protocol


class Passwords(Protocol):
    """Turns a password into something that can be kept. Slow on purpose: call in a thread."""

    def kept(self, password: str) -> str: ...

    def matches(self, kept: str, password: str) -> bool:
        """Takes the same time whether it matches or not."""
        ...
