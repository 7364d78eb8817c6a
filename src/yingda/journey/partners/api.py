"""The service providers over HTTP."""

import re

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from yingda.journey.partners.errors import UnknownProvider
from yingda.journey.partners.model import (
    PROVIDER,
    Draft,
    NewProvider,
    Provider,
    ProviderPage,
    Sought,
)
from yingda.journey.partners.service import Partners
from yingda.kernel.org import Asker


class ChangedProvider(Struct, frozen=True, kw_only=True):
    """A service provider as it shall be, in place of what was read as `version`."""

    provider: Draft
    version: int


def _id(text: str) -> str:
    if not re.fullmatch(PROVIDER, text):
        raise UnknownProvider(text)
    return text


@get("/api/providers")
async def list_providers(
    partners: NamedDependency[Partners],
    asker: NamedDependency[Asker],
    q: FromQuery[str] = "",
    gone: FromQuery[bool] = False,
    cursor: FromQuery[str] = "",
    limit: FromQuery[int] = 50,
) -> ProviderPage:
    """By name, pinyin, id or short code; what the asker's part of the tree administers."""
    sought = Sought(
        typed=q[:100], with_gone=gone, after=cursor, limit=max(1, min(limit, 200))
    )
    return await partners.page(asker, sought)


@get("/api/providers/{provider_id:str}")
async def read_provider(
    provider_id: FromPath[str],
    partners: NamedDependency[Partners],
    asker: NamedDependency[Asker],
) -> Provider:
    """With the number to call; that it was looked at is written down."""
    return await partners.provider(asker, _id(provider_id))


@post("/api/providers", status_code=201)
async def add_provider(
    data: JSONBody[NewProvider],
    partners: NamedDependency[Partners],
    asker: NamedDependency[Asker],
) -> Provider:
    """Serves from its first day on, in its regions."""
    return await partners.add(asker, data)


@put("/api/providers/{provider_id:str}")
async def change_provider(
    provider_id: FromPath[str],
    data: JSONBody[ChangedProvider],
    partners: NamedDependency[Partners],
    asker: NamedDependency[Asker],
) -> Provider:
    """Refused if somebody else has changed it since `version`."""
    changed = _id(provider_id)
    return await partners.change(asker, changed, data.provider, data.version)


@delete("/api/providers/{provider_id:str}", status_code=204)
async def end_provider(
    provider_id: FromPath[str],
    partners: NamedDependency[Partners],
    asker: NamedDependency[Asker],
) -> None:
    """It gets no more orders, and callers no longer find it; what it did stays."""
    await partners.end(asker, _id(provider_id))


ROUTES = [list_providers, read_provider, add_provider, change_provider, end_provider]
