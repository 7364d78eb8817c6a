"""Telephones in browsers: agents' and callers'. A password lives as long as its page."""

import hmac
import re

from yingda.journey.channels.core.caps import CLIENT
from yingda.journey.channels.core.turn import phone_of
from yingda.journey.channels.errors import (
    NoTelephones,
    TicketOver,
    TooManyPages,
    TooManyWebCalls,
)
from yingda.journey.channels.model import Number, Phone
from yingda.journey.channels.model.phones import PhoneAccount, Telephony, WebCall
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.service.gate import Gate
from yingda.journey.channels.store import phones
from yingda.journey.channels.store.phones import Admitted
from yingda.kernel.ids import AgentId
from yingda.kernel.org import Scope
from yingda.kernel.refusal import BadInput

DIALLED = re.compile(r"\+?[0-9]{3,20}")


class Phones:
    def __init__(
        self,
        exchange: Exchange,
        telephony: Telephony,
        gate: Gate,
        *,
        trusts_pages: bool,
    ) -> None:
        """`trusts_pages`: a page may say which number it calls from (the demo's may)."""
        self._exchange = exchange
        self._gate = gate
        self._telephony = telephony
        self._trusts_pages = trusts_pages

    @property
    def ws(self) -> str:
        """The switch's own WebSocket for telephones."""
        if self._telephony.ws is None:
            raise NoTelephones
        return self._telephony.ws

    @property
    def pace(self) -> int:
        """Messages a second that one browser may send to the switch."""
        return self._exchange.limits().phone_messages_a_second

    async def admit(self, scope: Scope, agent_id: AgentId) -> PhoneAccount:
        """A new password replaces the one before: the newest page is the telephone."""
        exchange = self._exchange
        phone = Admitted(
            name=phone_of(agent_id),
            agent_id=agent_id,
            number=None,
            salt=exchange.new_id(),
            until=exchange.clock.now() + exchange.limits(scope).agent_phone_lasts,
        )
        async with exchange.work.system(scope) as tx:
            await phones.admit(tx, phone)
        await self._let_in(phone)
        return self._account(phone, ws="/sip")

    async def dismiss(self, scope: Scope, agent_id: AgentId) -> None:
        name = phone_of(agent_id)
        async with self._exchange.work.system(scope) as tx:
            await phones.dismiss(tx, name)
        await self._shut_out([name])

    async def admit_page(self, number: str | None, *, host: str) -> WebCall:
        """A telephone for somebody who visits the customers' page, at this address."""
        exchange = self._exchange
        if number is not None and not DIALLED.fullmatch(number):
            raise BadInput("number", "3 to 20 digits, or nothing")
        limits = exchange.limits()
        now = exchange.clock.now()
        name = f"web-{exchange.keys.derive('page', exchange.new_id())[:16]}"
        if refusal := self._gate.lets_page_in(CLIENT, name, host):
            raise TooManyWebCalls(refusal.excess.value)
        caller = number if number and self._trusts_pages else ""
        phone = Admitted(
            name=name,
            agent_id=None,
            number=exchange.keys.seal(caller, about=name),
            salt=exchange.new_id(),
            until=now + limits.page_phone_lasts,
        )
        try:
            async with exchange.system() as tx:
                if await phones.pages(tx, now) >= limits.pages_at_a_time:
                    raise TooManyPages(limits.pages_at_a_time)
                await phones.admit(tx, phone)
        except BaseException:
            self._gate.page_gone(name)
            raise
        await self._let_in(phone)
        realm, hotline = self._telephony.realm, self._telephony.hotline
        ticket = self._ticket(phone)
        return WebCall(
            phone=self._account(phone, ws=f"/sip/{name}?ticket={ticket}"),
            call=f"sip:{hotline}@{realm}",
        )

    async def check_page(self, name: str, ticket: str) -> None:
        """May this page speak SIP to us? Raises TicketOver."""
        async with self._exchange.system() as tx:
            phone = await phones.find(tx, name)
        if phone is None or phone.until <= self._exchange.clock.now():
            raise TicketOver
        if not hmac.compare_digest(ticket.encode(), self._ticket(phone).encode()):
            raise TicketOver

    async def admit_all(self) -> None:
        """Tells a switch that may be a new one of every telephone."""
        async with self._exchange.system() as tx:
            known = await phones.admitted(tx, self._exchange.clock.now())
        for phone in known:
            await self._let_in(phone)

    async def tidy(self) -> int:
        """Dismisses the telephones whose time is over."""
        async with self._exchange.system() as tx:
            names = await phones.over(tx, self._exchange.clock.now())
        await self._shut_out(names)
        for name in names:
            self._gate.page_gone(name)
        return len(names)

    async def _let_in(self, phone: Admitted) -> None:
        caller = None
        if phone.number is not None:
            text = self._exchange.keys.open(phone.number, about=phone.name)
            caller = Number(text)
        try:
            await self._exchange.switch.admit(
                Phone(
                    name=phone.name,
                    password=self._password(phone),
                    is_agent=phone.agent_id is not None,
                    caller=caller,
                )
            )
        except ConnectionError:
            self._exchange.wait_for_switch()

    async def _shut_out(self, names: list[str]) -> None:
        try:
            for name in names:
                await self._exchange.switch.dismiss(name)
        except ConnectionError:
            self._exchange.wait_for_switch()

    def _password(self, phone: Admitted) -> str:
        return self._exchange.keys.derive("phone", f"{phone.name}/{phone.salt}")

    def _ticket(self, phone: Admitted) -> str:
        return self._exchange.keys.derive("sip-ticket", f"{phone.name}/{phone.salt}")

    def _account(self, phone: Admitted, *, ws: str) -> PhoneAccount:
        realm = self._telephony.realm
        return PhoneAccount(
            name=phone.name,
            password=self._password(phone),
            uri=f"sip:{phone.name}@{realm}",
            ws=ws,
            realm=realm,
        )
