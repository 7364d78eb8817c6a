"""What is different between two values of a parameter."""

from collections.abc import Iterator, Mapping

from yingda.journey.system.model import Difference


def differences(old: object, new: object, at: str = "") -> Iterator[Difference]:
    """Field by field: within structs and maps by name; lists are compared whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*old, *(name for name in new if name not in old)]:
            inner = f"{at}.{name}" if at else str(name)
            yield from differences(old.get(name), new.get(name), inner)
    elif _listed(old) != _listed(new):
        yield Difference(where=at, old=old, new=new)


def _listed(value: object) -> object:
    """Defaults have tuples where what was kept has lists, at any depth."""
    if isinstance(value, list | tuple):
        return [_listed(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _listed(one) for name, one in value.items()}
    return value
