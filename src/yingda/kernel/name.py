"""What our own things are called: always in both languages, and the reader's page picks."""

from msgspec import Struct


class Name(Struct, frozen=True):
    """A queue, a branch, a tier, a figure … by the word that people read.

    Never the name of a person: that is the same in every language, and a `str`.
    """

    zh: str
    en: str

    @classmethod
    def by_id(cls, thing: str) -> "Name":
        """What the centre no longer knows is called by its id."""
        return cls(zh=thing, en=thing)
