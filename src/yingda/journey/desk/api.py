"""How the desk is spoken to over HTTP, where no other stage has a part in the answer.

What an agent does is answered with what the desk shows then: a screen over several stages.
"""

from litestar import get, post
from litestar.di import NamedDependency
from msgspec import Struct

from yingda.journey.desk.model import Reason
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import ReasonCode
from yingda.kernel.name import Name
from yingda.kernel.org import Asker


class ReasonLine(Struct, frozen=True, kw_only=True):
    """One reason, in the order of the tree: parents before their children."""

    code: ReasonCode
    name: Name
    parent: ReasonCode | None
    pinyin: str
    """The first letters of the name."""


class ReasonLists(Struct, frozen=True, kw_only=True):
    """What contacts are classed by, and why agents are away."""

    reasons: tuple[ReasonLine, ...]
    breaks: tuple[ReasonLine, ...]
    set_by_centre: tuple[ReasonLine, ...]


def _flat(
    reasons: tuple[Reason, ...], parent: ReasonCode | None = None
) -> tuple[ReasonLine, ...]:
    lines: list[ReasonLine] = []
    for one in reasons:
        lines.append(
            ReasonLine(
                code=one.code,
                name=one.name,
                parent=parent,
                pinyin=one.initials,
            )
        )
        lines.extend(_flat(one.children, one.code))
    return tuple(lines)


@post("/api/desk/sign-out", status_code=204)
async def sign_out(desk: NamedDependency[Desk], asker: NamedDependency[Asker]) -> None:
    await desk.sign_out(asker)


@get("/api/reasons")
async def reasons(
    desk: NamedDependency[Desk], asker: NamedDependency[Asker]
) -> ReasonLists:
    if not asker.may("desk.work"):
        asker.must("contacts.read")
    trees = desk.reasons
    return ReasonLists(
        reasons=_flat(trees.wrap_up),
        breaks=_flat(trees.breaks),
        set_by_centre=_flat(trees.set_by_centre),
    )


ROUTES = [sign_out, reasons]
