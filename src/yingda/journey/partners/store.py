"""The service providers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import LiteralString

import msgspec

from yingda.journey.partners.model import Draft, Kept
from yingda.kernel.ids import ProviderId
from yingda.platform.ports import Row, Transaction

_ALL: LiteralString = (
    "select provider_id, scope as path, jsonb_build_object('zh', zh, 'en', en) as name,"
    " jsonb_build_object('zh', service_zh, 'en', service_en) as service,"
    " regions::text[] as regions, contract_from, contract_until, phone, code, skills,"
    " score, version, ended_at from partners.providers where tenant_id = :tenant_id"
)
_SERVES: LiteralString = (
    " and ended_at is null and contract_from <= :today"
    " and (contract_until is null or contract_until >= :today)"
)


async def page(tx: Transaction, after: str, *, with_gone: bool) -> list[Kept]:
    """The next of the scope."""
    rows = await tx.run(
        _ALL + " and (ended_at is null or :with_gone)"
        ' and provider_id collate "C" > :after order by provider_id collate "C"'
        " limit 2000",
        after=after,
        with_gone=with_gone,
    )
    return [_kept(row) for row in rows]


async def one(tx: Transaction, provider_id: str) -> Kept | None:
    """Locked until the commit."""
    rows = await tx.run(
        _ALL + " and provider_id = :provider_id for update", provider_id=provider_id
    )
    return _kept(rows[0]) if rows else None


async def known(tx: Transaction, ids: Sequence[str]) -> list[Kept]:
    """Those who are gone, too."""
    rows = await tx.run(_ALL + " and provider_id = any(:ids::text[])", ids=list(ids))
    return [_kept(row) for row in rows]


async def with_codes(
    tx: Transaction, codes: Sequence[str], *, today: date
) -> list[Kept]:
    """Those who serve today."""
    rows = await tx.run(
        _ALL + _SERVES + " and code = any(:codes::text[])",
        codes=list(codes),
        today=today,
    )
    return [_kept(row) for row in rows]


async def serving(
    tx: Transaction, place: str, service: str, *, today: date
) -> list[Kept]:
    """Those who serve there today and do this service; the best first."""
    rows = await tx.run(
        _ALL + _SERVES + " and regions @> :place::ltree"
        " and (skills = '{}' or :service = '' or :service = any(skills))"
        " order by score desc nulls last, provider_id",
        place=place,
        service=service,
        today=today,
    )
    return [_kept(row) for row in rows]


async def code_is_taken(tx: Transaction, code: str, but: str) -> bool:
    rows = await tx.run(
        "select 1 from partners.providers where tenant_id = :tenant_id"
        " and code = :code and ended_at is null and provider_id <> :but",
        code=code,
        but=but,
    )
    return bool(rows)


async def add(
    tx: Transaction, provider_id: str, draft: Draft, *, phone: bytes, place: str
) -> bool:
    """False if the id or the code is somebody else's."""
    rows = await tx.run(
        "insert into partners.providers (tenant_id, scope, provider_id, code, zh, en,"
        " service_zh, service_en, regions, skills, contract_from, contract_until, phone)"
        " values (:tenant_id, :place::ltree, :provider_id, :code, :zh, :en, :service_zh,"
        " :service_en, :regions::text[]::ltree[], :skills, :contract_from,"
        " :contract_until, :phone) on conflict do nothing returning provider_id",
        place=place,
        **_values(provider_id, draft, phone),
    )
    return bool(rows)


async def change(
    tx: Transaction, provider_id: str, draft: Draft, *, phone: bytes
) -> None:
    """Whose contract was ended serves again."""
    await tx.run(
        "update partners.providers set code = :code, zh = :zh, en = :en,"
        " service_zh = :service_zh, service_en = :service_en,"
        " regions = :regions::text[]::ltree[], skills = :skills,"
        " contract_from = :contract_from, contract_until = :contract_until,"
        " phone = :phone, version = version + 1, ended_at = null"
        " where tenant_id = :tenant_id and provider_id = :provider_id",
        **_values(provider_id, draft, phone),
    )


def _values(provider_id: str, draft: Draft, phone: bytes) -> dict[str, object]:
    return {
        "provider_id": provider_id,
        "code": draft.code or None,
        "zh": draft.name.zh.strip(),
        "en": draft.name.en.strip(),
        "service_zh": draft.service.zh.strip(),
        "service_en": draft.service.en.strip(),
        "regions": list(draft.regions),
        "skills": list(draft.skills),
        "contract_from": draft.contract_from,
        "contract_until": draft.contract_until,
        "phone": phone,
    }


async def end(tx: Transaction, provider_id: ProviderId, at: datetime) -> None:
    await tx.run(
        "update partners.providers set ended_at = :at, version = version + 1"
        " where tenant_id = :tenant_id and provider_id = :provider_id",
        provider_id=provider_id,
        at=at,
    )


def _kept(row: Row) -> Kept:
    return msgspec.convert(row, Kept)
