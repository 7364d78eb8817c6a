"""What is different between two values of a parameter."""

from collections.abc import Iterator, Mapping

from yingda.journey.system.model import Difference


def differences(old: object, new: object, at: str = "") -> Iterator[Difference]:
    """Field by field: within structs and maps by name; lists are compared whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*old, *(name for name in new if name not in old)]:
            inner = f"{at}.{name}" if at else str(name)
            yield from differences(old.get(name), new.get(name), inner)
    elif old != new:
        yield Difference(where=at, old=old, new=new)
