"""Leaders' telephones on agents' talks, on disk."""

from yingda.journey.channels.model.calls import Call, Ear
from yingda.kernel.ids import AgentId, ContactId
from yingda.platform.ports import Transaction


async def write(tx: Transaction, call: Call, ear: Ear) -> None:
    await tx.run(
        "insert into channels.ears (tenant_id, scope, ear_id, line_id, contact_id,"
        ' leg_id, agent_id, listener_id, user_id, "to", tone, sound, asked, began,'
        " gone) values (:tenant_id, :place, :ear_id, :line_id, :contact_id, :leg_id,"
        " :agent_id, :listener_id, :user_id, :heard, :tone, :sound, :asked, :began,"
        ' :gone) on conflict (ear_id) do update set "to" = excluded."to",'
        " began = excluded.began, gone = excluded.gone",
        place=call.scope.path,
        ear_id=ear.ear_id,
        line_id=ear.line_id,
        contact_id=call.contact_id,
        leg_id=ear.leg_id,
        agent_id=ear.agent_id,
        listener_id=ear.listener_id,
        user_id=ear.user_id,
        heard=ear.to,
        tone=ear.tone,
        sound=ear.sound,
        asked=ear.asked,
        began=ear.began,
        gone=ear.gone,
    )


async def contact_heard_by(tx: Transaction, listener_id: AgentId) -> ContactId | None:
    """Which talk this leader's telephone is on now."""
    rows = await tx.run(
        "select contact_id from channels.ears where listener_id = :listener_id"
        " and gone is null order by asked desc limit 1",
        listener_id=listener_id,
    )
    return ContactId(str(rows[0]["contact_id"])) if rows else None
