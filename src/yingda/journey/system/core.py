"""A chain of entries: each carries the hash of the one before."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec

from yingda.journey.system.model import Entry, Head, Sealed


def chained(head: Head, entries: Sequence[Entry]) -> list[Sealed]:
    """The entries with their places behind the head, in the order given."""
    sealed = []
    number, before = head.number, head.hash
    for entry in entries:
        number += 1
        own = digest(number, before, entry)
        sealed.append(Sealed(entry=entry, number=number, prev_hash=before, hash=own))
        before = own
    return sealed


def digest(number: int, before: bytes, entry: Entry) -> bytes:
    """JSON with its keys sorted: the same text for the same entry for ever."""
    text = msgspec.json.encode((number, before.hex(), entry), order="sorted")
    return sha256(text).digest()


def followed(rows: Iterable[Sealed], after: Head) -> Head:
    """How far the chain holds: up to the last of the rows, or to the one before the
    first that is not what was sealed."""
    at = after
    for row in rows:
        number = at.number + 1
        is_next = row.number == number and row.prev_hash == at.hash
        if not is_next or row.hash != digest(number, at.hash, row.entry):
            break
        at = Head(number=number, hash=row.hash)
    return at
