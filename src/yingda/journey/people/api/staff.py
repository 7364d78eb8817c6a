"""How people sign in and out over HTTP, are found, and are administered."""

import re
from typing import Annotated

from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from yingda.journey.people.model import (
    Draft,
    Organigram,
    Person,
    PersonPage,
    Profile,
    Session,
    Sought,
)
from yingda.journey.people.service import People
from yingda.kernel.ids import BranchId, UserId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput
from yingda.messages.people import AgentCard, BranchCard
from yingda.platform.http import COOKIE, NotSignedIn, Speaker


class SignIn(Struct, frozen=True, kw_only=True):
    """What somebody types to come in."""

    user: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(min_length=1, max_length=200)]


Code = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
PLACE = r"^([A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*)?$"
Path = Annotated[str, Meta(max_length=200, pattern=PLACE)]
"""A place in the tree, from the province down."""

Password = Annotated[str, Meta(min_length=8, max_length=200)]


class NewPerson(Struct, frozen=True, kw_only=True):
    """Somebody who starts to work here."""

    person: Draft
    password: Annotated[str, Meta(max_length=200)] = ""


class ChangedPerson(Struct, frozen=True, kw_only=True):
    """A person as they shall be, in place of what was read as `version`."""

    person: Draft
    version: int


class NewPassword(Struct, frozen=True, kw_only=True):
    """What is typed from now on."""

    password: Password


class PeopleFile(Struct, frozen=True, kw_only=True):
    """A file of people, in base64."""

    data: bytes
    is_meant: bool = False
    """False only asks what would change."""
    password: Annotated[str, Meta(max_length=200)] = ""
    """The first one of those who are new."""


class WrongLine(Struct, frozen=True, kw_only=True):
    """Why a line of the file cannot be taken, in a sentence."""

    line: int
    code: str
    detail: str


class FileReport(Struct, frozen=True, kw_only=True):
    """What the file would change, or has changed; nothing if a line is wrong."""

    lines: int
    added: int
    changed: int
    moved: int
    unchanged: int
    is_done: bool
    problems: tuple[WrongLine, ...]


def plain(field: str, text: str) -> str:
    if any(sign < " " for sign in text):
        raise BadInput(field, "no control characters")
    return text


def tree_path(field: str, text: str) -> BranchId:
    if not re.fullmatch(PLACE, text, re.ASCII):
        raise BadInput(field, "sn.xa")
    return BranchId(text)


def user(text: str) -> UserId:
    return UserId(plain("user_id", text))


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


# --- administering ----------------------------------------------------------------------


@get("/api/people")
async def list_people(
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
    q: FromQuery[str] = "",
    group: FromQuery[str] = "",
    place: FromQuery[str] = "",
    gone: FromQuery[bool] = False,
    cursor: FromQuery[str] = "",
    limit: FromQuery[int] = 50,
) -> PersonPage:
    """By a part of the name, by pinyin or by number; a leader sees the own group."""
    sought = Sought(
        typed=plain("q", q),
        group_id=plain("group", group),
        path=tree_path("place", place),
        with_gone=gone,
        after=plain("cursor", cursor),
        limit=max(1, min(limit, 200)),
    )
    return await people.staffing.page(asker, sought)


@get("/api/people/tree")
async def tree(
    people: NamedDependency[People], asker: NamedDependency[Asker]
) -> Organigram:
    """Places and groups, and the words that a person may be described with."""
    return await people.tree.organigram(asker)


@get("/api/people/{user_id:str}")
async def read_person(
    user_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> Profile:
    """One person, with the groups they have been in."""
    return await people.staffing.profile(asker, user(user_id))


@post("/api/people", status_code=201)
async def add_person(
    data: JSONBody[NewPerson],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> Person:
    """Somebody new; without a password they cannot sign in until one is set."""
    return await people.staffing.add(asker, data.person, data.password)


@put("/api/people/{user_id:str}")
async def change_person(
    user_id: FromPath[str],
    data: JSONBody[ChangedPerson],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> Person:
    """Refused if somebody else has changed them since `version`."""
    changed = user(user_id)
    return await people.staffing.change(asker, changed, data.person, data.version)


@delete("/api/people/{user_id:str}", status_code=204)
async def dismiss_person(
    user_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """They come in no more; all that was done stays theirs."""
    await people.staffing.leave(asker, user(user_id))


@post("/api/people/{user_id:str}/return", status_code=204)
async def return_person(
    user_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """One who left works here again."""
    await people.staffing.come_back(asker, user(user_id))


@post("/api/people/{user_id:str}/password", status_code=204)
async def set_password(
    user_id: FromPath[str],
    data: JSONBody[NewPassword],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """Ends the sessions that were begun with the one before."""
    await people.staffing.set_password(asker, user(user_id), data.password)


@post("/api/people/import", status_code=200)
async def import_people(
    data: JSONBody[PeopleFile],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
    language: NamedDependency[Speaker],
) -> FileReport:
    """A CSV file in UTF-8 or GB18030: a preview, or all of it, or nobody."""
    taking = await people.files.take(
        asker, data.data, is_meant=data.is_meant, password=data.password
    )
    return FileReport(
        lines=taking.lines,
        added=taking.added,
        changed=taking.changed,
        moved=taking.moved,
        unchanged=taking.unchanged,
        is_done=taking.is_done,
        problems=tuple(
            WrongLine(
                line=one.line,
                code=one.refusal.code,
                detail=language.say(one.refusal),
            )
            for one in taking.problems
        ),
    )


ROUTES = (
    sign_in,
    session,
    sign_out,
    branches,
    agents,
    list_people,
    tree,
    read_person,
    add_person,
    change_person,
    dismiss_person,
    return_person,
    set_password,
    import_people,
)
