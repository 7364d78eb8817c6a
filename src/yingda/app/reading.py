"""What nobody here could read or keep is refused before it is looked at."""

from dataclasses import dataclass

import msgspec
from litestar import Request
from litestar.datastructures import State

from yingda.kernel.refusal import Refusal

NUL = "\0"


@dataclass(eq=False)
class NulInText(Refusal):
    """The one character that no table keeps."""

    code = "nul-in-text"
    status = 400


@dataclass(eq=False)
class TooDeep(Refusal):
    """Lists in lists in lists, beyond anything that is meant."""

    code = "too-deep"
    status = 400


async def readable(request: Request[object, object, State]) -> None:
    """Raises NulInText or TooDeep; everything else is for the handler to say."""
    if NUL in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise NulInText
    body = await request.body()
    try:
        sent = msgspec.json.decode(body) if body else None
    except RecursionError as error:
        raise TooDeep from error
    except msgspec.DecodeError:
        return
    if b"\\u0000" in body and _has_nul(sent):
        raise NulInText


def _has_nul(value: object) -> bool:
    match value:
        case str():
            return NUL in value
        case dict():
            return any(NUL in name or _has_nul(one) for name, one in value.items())
        case list():
            return any(map(_has_nul, value))
        case _:
            return False
