"""Chains of entries: each carries the hash of the one before."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from yingda.journey.system.model import Entry, Finding, Head, Sealed, Wrong


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
    fields = msgspec.structs.asdict(entry)
    if fields.pop("chain") == "":
        # From before there were kinds: hashed as it was then.
        del fields["kind"]
    if fields["origin"] is None:
        # Entries from before it was kept are hashed as they were then.
        del fields["origin"]
    text = msgspec.json.encode((number, before.hex(), fields), order="sorted")
    return sha256(text).digest()


def holds(row: Sealed, number: int, before: bytes) -> bool:
    """Whether this is the entry that was sealed there."""
    is_next = row.number == number and row.prev_hash == before
    return is_next and row.hash == digest(number, before, row.entry)


def own_place(row: Sealed) -> bool:
    """Whether the row is as it was sealed, wherever it stands now."""
    return row.hash == digest(row.number or 0, row.prev_hash or b"", row.entry)


def what_is_wrong(
    row: Sealed, number: int, before: bytes, belongs: Sealed | None
) -> Finding:
    """Of a row that does not hold; `belongs` is the row that was sealed behind `before`,
    wherever in the chain it stands now."""
    if belongs is not None and belongs.entry.id != row.entry.id:
        return Finding(number=number, wrong=Wrong.REORDERED, id=belongs.entry.id)
    if row.number != number:
        return Finding(number=number, wrong=Wrong.MISSING)
    if row.prev_hash == before:
        return Finding(number=number, wrong=Wrong.ALTERED, id=row.entry.id)
    if own_place(row) and number > 1:
        # It remembers another hash of its neighbour, which was altered and sealed anew.
        return Finding(number=number - 1, wrong=Wrong.ALTERED)
    if row.hash == digest(number, before, row.entry):
        return Finding(number=number, wrong=Wrong.ALTERED, id=row.entry.id)
    return Finding(number=number, wrong=Wrong.MISSING)


def fits(place: Sealed, entry: Entry) -> bool:
    """Whether this entry is what was sealed at that place."""
    return place.hash == digest(place.number or 0, place.prev_hash or b"", entry)


def at_the_end(number: int, before: bytes, head: Head) -> Finding | None:
    """What the head says of a chain whose last row has this number and hash."""
    if number < head.number:
        return Finding(number=number + 1, wrong=Wrong.MISSING)
    if number > head.number:
        return Finding(number=head.number + 1, wrong=Wrong.ADDED)
    if before != head.hash:
        return Finding(number=number, wrong=Wrong.ALTERED)
    return None
