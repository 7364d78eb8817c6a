"""What a stage takes together is one transaction, and one that fails holds up nobody."""

from collections import Counter

import pytest

from builders import HOME, NOON, Ground
from yingda.kernel.ids import ContactId, MessageId
from yingda.messages.channels import CallEnded, EndedBy


def ended(contact: str, number: int) -> CallEnded:
    return CallEnded(
        id=MessageId(f"{contact}-{number}"),
        at=NOON,
        scope=HOME,
        contact_id=ContactId(contact),
        by=EndedBy.CALLER,
    )


class Writer:
    """Notes in its own words, in the database, what it has heard."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.cannot: set[str] = set()
        ground.bus.takes_together("desk")
        ground.bus.hears("desk", CallEnded, self.hear)

    async def make(self) -> None:
        owner = await self._ground.database.connect("owner")
        await owner.execute(
            "create table if not exists public.noted (n serial, tx text, contact text, id text);"
            " truncate public.noted; grant all on public.noted to yingda_system;"
            " grant all on public.noted_n_seq to yingda_system"
        )
        await owner.close()

    async def hear(self, event: CallEnded) -> None:
        async with self._ground.work.system(event.scope) as tx:
            if not await tx.first_time(event.id, by="desk"):
                return
            if event.id in self.cannot:
                raise LookupError(event.id)
            await tx.run(
                "insert into public.noted (tx, contact, id)"
                " values (pg_current_xact_id()::text, :contact, :id)",
                contact=event.contact_id,
                id=event.id,
            )

    async def noted(self) -> list[tuple[str, str]]:
        async with self._ground.work.system(HOME) as tx:
            rows = await tx.run("select tx, id from public.noted order by n")
        return [(str(row["tx"]), str(row["id"])) for row in rows]


async def tell(ground: Ground, *events: CallEnded) -> None:
    for event in events:
        async with ground.work.system(HOME) as tx:
            await tx.tell(event)


@pytest.fixture
async def writer(embedded: Ground) -> Writer:
    writer = Writer(embedded)
    await writer.make()
    return writer


async def test_many_letters_are_one_transaction_in_their_order(
    embedded: Ground, writer: Writer
) -> None:
    told = [ended(f"call-{n % 3}", n) for n in range(30)]
    await tell(embedded, *told)
    await embedded.settle()

    noted = await writer.noted()
    assert [one for _, one in noted] == [event.id for event in told]
    assert len({tx for tx, _ in noted}) == 1


async def test_one_that_cannot_be_taken_holds_up_its_own_contact_only(
    embedded: Ground, writer: Writer
) -> None:
    told = [ended(f"call-{n % 3}", n) for n in range(9)]
    writer.cannot.add("call-1-4")
    await tell(embedded, *told)
    await embedded.bus.carry()

    kept = [one for _, one in await writer.noted()]
    assert [one for one in kept if one.startswith("call-1")] == ["call-1-1"]
    assert Counter(one.rpartition("-")[0] for one in kept) == {
        "call-0": 3,
        "call-1": 1,
        "call-2": 3,
    }

    writer.cannot.clear()
    await tell(embedded, ended("call-1", 10))
    await embedded.settle()
    kept = [one for _, one in await writer.noted() if one.startswith("call-1")]
    assert kept == ["call-1-1", "call-1-4", "call-1-7", "call-1-10"]


async def test_what_is_told_on_the_way_is_told_once_all_is_committed(
    embedded: Ground,
) -> None:
    async def pass_on(event: CallEnded) -> None:
        async with embedded.work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="desk"):
                await tx.tell(ended("answer", int(event.id.rpartition("-")[2])))

    heard: list[str] = []

    async def hear(event: CallEnded) -> None:
        if event.contact_id == "answer":
            heard.append(event.id)

    async def only_calls(event: CallEnded) -> None:
        if event.contact_id != "answer":
            await pass_on(event)

    embedded.bus.takes_together("desk")
    embedded.bus.hears("desk", CallEnded, only_calls)
    embedded.bus.hears("contacts", CallEnded, hear)
    await tell(embedded, *(ended(f"call-{n}", n) for n in range(5)))
    await embedded.settle()
    await embedded.settle()

    assert sorted(set(heard)) == [f"answer-{n}" for n in range(5)]
