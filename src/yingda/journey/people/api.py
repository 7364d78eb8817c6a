"""How people sign in and out over HTTP, and what the branches are called."""

from typing import Annotated

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Meta, Struct

from yingda.journey.people.model import Session
from yingda.journey.people.service import People
from yingda.kernel.org import Asker
from yingda.messages.people import AgentCard, BranchCard
from yingda.platform.http import COOKIE, NotSignedIn


class SignIn(Struct, frozen=True, kw_only=True):
    """What somebody types to come in."""

    user: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]


def _cookie(
    request: Request[object, object, State], token: str, max_age: int | None
) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=max_age,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


@post("/api/session", status_code=201)
async def sign_in(
    data: JSONBody[SignIn],
    request: Request[object, object, State],
    people: NamedDependency[People],
) -> Response[Session]:
    """Begins a sign-in session; its token is in a cookie that no script can read."""
    token, session = await people.entry.sign_in(data.user, data.password)
    return Response(session, cookies=[_cookie(request, token, None)])


@get("/api/session")
async def session(
    request: Request[object, object, State], people: NamedDependency[People]
) -> Session:
    """Who is signed in."""
    found = await people.entry.session_of(request.cookies.get(COOKIE, ""))
    if found is None:
        raise NotSignedIn
    return found


@delete("/api/session", status_code=204)
async def sign_out(
    request: Request[object, object, State], people: NamedDependency[People]
) -> Response[None]:
    """Ends the session, whether or not it was over already."""
    await people.entry.sign_out(request.cookies.get(COOKIE, ""))
    return Response(None, cookies=[_cookie(request, "", 0)])


@get("/api/branches")
async def branches(
    people: NamedDependency[People], asker: NamedDependency[Asker]
) -> tuple[BranchCard, ...]:
    """The province's centre and its branches. Everybody signed in may know them."""
    return await people.branches(asker.scope)


@get("/api/agents")
async def agents(
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
    q: FromQuery[str] = "",
) -> tuple[AgentCard, ...]:
    """Agents of the asker's scope, for whoever looks through others' contacts."""
    if not asker.may("recordings.play"):
        asker.must("contacts.read-all")
    return await people.agents(asker.scope, q)


ROUTES = (sign_in, session, sign_out, branches, agents)
