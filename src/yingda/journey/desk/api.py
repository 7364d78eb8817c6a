"""How the desk is spoken to over HTTP. What it shows is a screen over several stages."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from yingda.journey.desk.model import Chosen, Reasons
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import ContactId, ReasonCode
from yingda.kernel.org import Asker
from yingda.messages.desk import AgentState


class SetState(Struct, frozen=True, kw_only=True):
    """What the agent wants to be, now or after the contact."""

    state: AgentState
    reason: str | None = None
    """Needed for a break."""


class Then(Struct, frozen=True, kw_only=True):
    """What to be once the contact is wrapped up."""

    state: AgentState
    reason: str | None = None


class WrapUp(Struct, frozen=True, kw_only=True):
    """How the agent classes a contact."""

    contact_id: ContactId
    reasons: tuple[ReasonCode, ...]
    note: str = ""
    then: Then | None = None
    """None: what was chosen before, else ready."""


class Extend(Struct, frozen=True, kw_only=True):
    """More time for this wrap-up."""

    contact_id: ContactId


@post("/api/desk/sign-out", status_code=204)
async def sign_out(desk: NamedDependency[Desk], asker: NamedDependency[Asker]) -> None:
    await desk.sign_out(asker)


@post("/api/desk/state", status_code=204)
async def set_state(
    data: JSONBody[SetState],
    desk: NamedDependency[Desk],
    asker: NamedDependency[Asker],
) -> None:
    await desk.set_state(asker, data.state, data.reason)


@post("/api/desk/resume", status_code=204)
async def resume(desk: NamedDependency[Desk], asker: NamedDependency[Asker]) -> None:
    await desk.resume(asker)


@post("/api/desk/wrap-up", status_code=204)
async def wrap_up(
    data: JSONBody[WrapUp],
    desk: NamedDependency[Desk],
    asker: NamedDependency[Asker],
) -> None:
    then = None
    if data.then:
        then = Chosen(state=data.then.state, reason=data.then.reason)
    await desk.wrap_up(
        asker, data.contact_id, reasons=data.reasons, note=data.note, then=then
    )


@post("/api/desk/wrap-up/extend", status_code=204)
async def extend(
    data: JSONBody[Extend],
    desk: NamedDependency[Desk],
    asker: NamedDependency[Asker],
) -> None:
    await desk.extend(asker, data.contact_id)


@get("/api/reasons")
async def reasons(
    desk: NamedDependency[Desk], asker: NamedDependency[Asker]
) -> Reasons:
    asker.must("desk.work")
    return desk.reasons


ROUTES = [sign_out, set_state, resume, wrap_up, extend, reasons]
