"""Who is let in: every account holds so many calls at once and begins so many a minute;
so it is with telephones and chats of pages.

Decided in memory, before anything is written: a flood that is refused costs no
transaction. What was refused is told from time to time, with how many it were.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yingda.journey.channels.core.caps import (
    NUMBER,
    Account,
    Excess,
    Ledger,
    Refusal,
    accounts,
    client,
)
from yingda.journey.channels.limits import CallCaps
from yingda.journey.channels.model import Line, LineId, LineRang, Number, Refuse
from yingda.journey.channels.ports import Callers
from yingda.journey.channels.service.exchange import Exchange
from yingda.messages.channels import CallsRefused


@dataclass(slots=True)
class _Tally:
    excess: Excess
    refused: int = 0
    told: datetime | None = None


class Gate:
    """Of the one process that follows the switch; for pages, of the one that answers them."""

    def __init__(self, exchange: Exchange, callers: Callers) -> None:
        self._exchange = exchange
        self._callers = callers
        self._ledger, self._pages = Ledger(), Ledger()
        self._refused: set[LineId] = set()
        self._tallies: dict[Account, _Tally] = {}

    async def lets_in(self, rang: LineRang) -> bool:
        """If not, the caller has been told so. Asked twice, it counts once."""
        caps, now = self._caps(), self._exchange.clock.now()
        whose = accounts(rang.door, rang.account, rang.caller)
        refusal = self._ledger.begin(rang.line_id, whose, caps.accounts, now)
        if refusal is None:
            return True
        self._note(rang.line_id, refusal)
        await self._exchange.act([Refuse(line_id=rang.line_id, why=refusal.answer)])
        return False

    def lets_page_in(self, kind: str, name: str, host: str) -> Refusal | None:
        """Whether a page at this address gets a telephone (`client`) or a chat (`visitor`)
        of this name; asked in the process that answers pages. Asked twice, it counts
        once."""
        blind = self._exchange.keys.blind(client(host)).hex()
        caps, now = self._caps(), self._exchange.clock.now()
        whose = [Account(kind, blind)]
        line_id = LineId(name)
        refusal = self._pages.begin(line_id, whose, caps.accounts, now)
        if refusal is not None:
            self._note(line_id, refusal)
            self._refused.discard(line_id)
        return refusal

    def page_gone(self, name: str) -> None:
        self._pages.end(LineId(name))

    def gone(self, line_id: LineId) -> bool:
        """Whether nobody has to hear that this line is gone: it was not let in."""
        self._ledger.end(line_id)
        if line_id not in self._refused:
            return False
        self._refused.discard(line_id)
        return True

    def survey(self, lines: Iterable[Line]) -> None:
        """The callers' lines that the switch has and we know."""
        self._refused.clear()
        self._ledger.survey(
            {
                line.line_id: accounts(line.door, line.account, line.caller or _NOBODY)
                for line in lines
                if line.door is not None
            }
        )

    async def tell(self) -> None:
        """Called about once a second."""
        now, again = self._exchange.clock.now(), self._caps().told_again_after
        self._ledger.tidy(now)
        self._pages.tidy(now)
        for account, tally in list(self._tallies.items()):
            if tally.told is not None and now - tally.told < again:
                continue
            if tally.refused:
                await self._tell(account, tally, now)
            else:
                del self._tallies[account]

    async def _tell(self, account: Account, tally: _Tally, now: datetime) -> None:
        exchange, refused = self._exchange, tally.refused
        name = account.name
        if account.kind == NUMBER:
            number = Number(name)
            found = await self._callers.whose(exchange.home, [number])
            name = found[number].point_id
        async with exchange.system() as tx:
            await tx.tell(
                CallsRefused(
                    id=exchange.new_id(),
                    at=now,
                    scope=exchange.home,
                    account=account.kind,
                    name=name,
                    why=tally.excess,
                    refused=refused,
                )
            )
        tally.told = now
        tally.refused -= refused

    def _note(self, line_id: LineId, refusal: Refusal) -> None:
        tally = self._tallies.setdefault(refusal.account, _Tally(refusal.excess))
        tally.excess = refusal.excess
        if line_id not in self._refused:
            self._refused.add(line_id)
            tally.refused += 1

    def _caps(self) -> CallCaps:
        return self._exchange.rules(CallCaps)


_NOBODY = Number("")
