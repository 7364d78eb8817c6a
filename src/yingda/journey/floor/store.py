"""Notes on disk. Nothing here can read them."""

from datetime import datetime

from yingda.kernel.ids import AgentId, UserId
from yingda.platform.ports import Row, Transaction


async def add(
    tx: Transaction,
    note_id: str,
    *,
    agent_id: AgentId,
    user_id: UserId,
    at: datetime,
    text: bytes,
) -> None:
    await tx.run(
        "insert into floor.notes (tenant_id, scope, note_id, agent_id, user_id, at, text)"
        " values (:tenant_id, :path::ltree, :note_id, :agent_id, :user_id, :at, :text)",
        note_id=note_id,
        agent_id=agent_id,
        user_id=user_id,
        at=at,
        text=text,
    )


async def unread(tx: Transaction, agent_id: AgentId, since: datetime) -> list[Row]:
    return await tx.run(
        "select note_id, user_id, at, text from floor.notes"
        " where tenant_id = :tenant_id and agent_id = :agent_id"
        " and read_at is null and at >= :since order by at, note_id",
        agent_id=agent_id,
        since=since,
    )


async def read(tx: Transaction, agent_id: AgentId, note_id: str, at: datetime) -> None:
    await tx.run(
        "update floor.notes set read_at = :at where tenant_id = :tenant_id"
        " and agent_id = :agent_id and note_id = :note_id and read_at is null",
        agent_id=agent_id,
        note_id=note_id,
        at=at,
    )


async def forget(tx: Transaction, before: datetime) -> int:
    """Returns how many were older."""
    rows = await tx.run(
        "delete from floor.notes where tenant_id = :tenant_id and at < :before"
        " returning note_id",
        before=before,
    )
    return len(rows)
