"""Flows and sessions on disk."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from yingda.journey.dialogue.model.flow import Flow, Published
from yingda.journey.dialogue.model.session import Session
from yingda.kernel.ids import ContactId, FlowId, TenantId
from yingda.kernel.org import Scope
from yingda.platform.ports import Keys, Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A session with what surrounds it."""

    session: Session
    flow_id: FlowId
    flow_version: int
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One published version of a flow."""

    tenant_id: TenantId
    published: Published
    at: datetime
    by: str


_decoder = msgspec.json.Decoder(Session)


async def session(tx: Transaction, keys: Keys, contact_id: ContactId) -> Kept | None:
    """Locked until the transaction ends: one step at a time."""
    rows = await tx.run(
        "select * from dialogue.sessions where contact_id = :contact_id for update",
        contact_id=contact_id,
    )
    return _kept(keys, rows[0]) if rows else None


async def write(tx: Transaction, keys: Keys, kept: Kept, at: datetime) -> None:
    body = msgspec.json.encode(kept.session).decode()
    await tx.run(
        "insert into dialogue.sessions (tenant_id, scope, site, contact_id, flow_id,"
        " flow_version, body, started_at, changed_at)"
        " values (:tenant, :place::ltree, :at_site, :contact_id, :flow_id,"
        " :flow_version, :body, :at, :at)"
        " on conflict (contact_id) do update set scope = excluded.scope,"
        " body = excluded.body, changed_at = excluded.changed_at",
        tenant=kept.scope.tenant_id,
        place=kept.scope.path,
        at_site=kept.scope.site,
        contact_id=kept.session.contact_id,
        flow_id=kept.flow_id,
        flow_version=kept.flow_version,
        body=keys.seal(body, about=_about(kept.session.contact_id)),
        at=at,
    )


async def end(tx: Transaction, contact_id: ContactId) -> None:
    """What the caller keyed is kept no longer than the call."""
    await tx.run(
        "delete from dialogue.sessions where contact_id = :contact_id",
        contact_id=contact_id,
    )


async def flows(tx: Transaction) -> tuple[Edition, ...]:
    """Every version of every flow, the oldest first."""
    rows = await tx.run("select * from dialogue.flows order by tenant_id, version")
    return tuple(_edition(row) for row in rows)


async def publish(tx: Transaction, edition: Edition) -> bool:
    """False if somebody has published a version of this number in the same moment."""
    rows = await tx.run(
        "insert into dialogue.flows (tenant_id, scope, flow_id, version, body,"
        " published_at, by) values (:tenant_id, :path::ltree, :flow_id, :version,"
        " :body, :at, :by) on conflict do nothing returning version",
        flow_id=edition.published.flow.flow_id,
        version=edition.published.version,
        body=msgspec.to_builtins(edition.published.flow),
        at=edition.at,
        by=edition.by,
    )
    return bool(rows)


def _about(contact_id: str) -> str:
    return f"dialogue/{contact_id}"


def _kept(keys: Keys, row: Row) -> Kept:
    sealed = row["body"]
    assert isinstance(sealed, bytes)
    about = _about(str(row["contact_id"]))
    return Kept(
        session=_decoder.decode(keys.open(sealed, about=about)),
        flow_id=FlowId(str(row["flow_id"])),
        flow_version=int(str(row["flow_version"])),
        scope=Scope(
            tenant_id=TenantId(str(row["tenant_id"])),
            path=str(row["scope"]),
            site=str(row["site"]),
        ),
    )


def _edition(row: Row) -> Edition:
    at = row["published_at"]
    assert isinstance(at, datetime)
    return Edition(
        tenant_id=TenantId(str(row["tenant_id"])),
        published=Published(
            flow=msgspec.convert(row["body"], Flow), version=int(str(row["version"]))
        ),
        at=at,
        by=str(row["by"]),
    )
