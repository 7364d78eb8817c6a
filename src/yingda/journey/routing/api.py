"""How routing is asked over HTTP."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from yingda.journey.routing.service import Routing
from yingda.journey.routing.store import Decided
from yingda.kernel.ids import ContactId
from yingda.kernel.org import Asker


@get("/api/contacts/{contact_id:str}/decisions")
async def decisions(
    contact_id: FromPath[str],
    asker: NamedDependency[Asker],
    routing: NamedDependency[Routing],
) -> list[Decided]:
    """Why each agent was chosen for the contact: candidates, rule, version."""
    asker.must("routing.explain")
    return await routing.decisions(asker, ContactId(contact_id))


ROUTES = [decisions]
