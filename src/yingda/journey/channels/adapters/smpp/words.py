"""Our words as SMPP's, and SMPP's as ours."""

import re
from datetime import timedelta

from yingda.journey.channels.adapters.smpp.pdu import (
    ASCII,
    GSM,
    HAS_HEADER,
    IS_RECEIPT,
    KIND_OF_MESSAGE,
    LATIN,
    UCS2,
    Address,
    Message,
    Name,
    Pdu,
    Status,
    Tag,
)
from yingda.journey.channels.core.pieces import Alphabet, read
from yingda.journey.channels.model.texts import (
    Part,
    Receipt,
    Received,
    Refused,
    Taken,
)

CODING = {Alphabet.GSM: GSM, Alphabet.UCS2: UCS2}
INTERNATIONAL = 1
COUNTRY = "86"
SECOND = timedelta(seconds=1)
WITH_RECEIPT = 1
PASSING = {Status.QUEUE_FULL, Status.THROTTLED, Status.SYSTEM_ERROR, Status.TEMPORARY}
"""Refusals after which another try makes sense."""
STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
DELIVERED, UNDER_WAY = "DELIVRD", {"ENROUTE", "ACCEPTD"}
_RECEIPT = re.compile(r"id:(?P<id>\S+).*?\bstat:(?P<stat>[A-Z]{5,7})", re.DOTALL)
_JOINED_8, _JOINED_16 = 0x00, 0x08


def message(part: Part, service_number: str) -> Message:
    """What is handed to the message centre."""
    is_one = part.total == 1
    return Message(
        source=Address(number=service_number),
        destination=Address(number=COUNTRY + part.to, ton=INTERNATIONAL),
        esm_class=0 if is_one else HAS_HEADER,
        validity_period=within(part.lasts),
        registered_delivery=WITH_RECEIPT,
        data_coding=CODING[Alphabet(part.alphabet)],
        short_message=part.data if is_one else joined(part) + part.data,
    )


def joined(part: Part) -> bytes:
    """The header of a text's own, by which a telephone puts its pieces together."""
    return bytes((5, _JOINED_8, 3, part.reference, part.total, part.number))


def within(time: timedelta) -> str:
    """A time from now, as `YYMMDDhhmmss000R`: at least a minute, at most 99 days."""
    seconds = round(min(max(time, timedelta(minutes=1)), timedelta(days=99)) / SECOND)
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    months, days = divmod(days, 30)
    return f"00{months:02}{days:02}{hours:02}{minutes:02}{seconds:02}000R"


def outcome(answer: Pdu) -> Taken | Refused:
    """What an answer to `submit_sm` says."""
    if answer.status == Status.OK and isinstance(answer.body, Name):
        return Taken(answer.body.text)
    is_lasting = answer.status not in PASSING
    return Refused(f"smpp-{answer.status:#x}", is_lasting)


def news(pdu: Pdu) -> Receipt | Received | None:
    """What `deliver_sm` brings; None for what is no end yet. Raises ValueError for what
    cannot be read."""
    if not isinstance(pdu.body, Message):
        raise ValueError("no message")
    body = pdu.body
    data = body.short_message or pdu.options.get(Tag.MESSAGE_PAYLOAD, b"")
    if body.esm_class & KIND_OF_MESSAGE == IS_RECEIPT:
        return _receipt(pdu, data)
    reference, total, number = 0, 1, 1
    if body.esm_class & HAS_HEADER and data:
        head, data = data[1 : 1 + data[0]], data[1 + data[0] :]
        reference, total, number = _joined(head)
    return Received(
        number=body.source.number,
        words=_letters(body.data_coding, data),
        reference=reference,
        piece=number,
        pieces=total,
    )


def _receipt(pdu: Pdu, data: bytes) -> Receipt | None:
    """By the options if there are any, else by the text that appendix B describes."""
    found = _RECEIPT.search(data.decode("latin-1"))
    option = pdu.options.get(Tag.RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0")
    centre_id = option.decode("latin-1") or (found["id"] if found else "")
    number = pdu.options.get(Tag.MESSAGE_STATE, b"\0")[:1]
    state = STATES.get(int.from_bytes(number)) or (found["stat"] if found else "")
    if not centre_id or not state:
        raise ValueError("a receipt without a name or a state")
    if state in UNDER_WAY:
        return None
    is_delivered = state == DELIVERED
    return Receipt(
        centre_id=centre_id, is_delivered=is_delivered, why=f"receipt-{state.lower()}"
    )


def _joined(head: bytes) -> tuple[int, int, int]:
    """Reference, total and number out of a text's own header."""
    while len(head) >= 2:
        kind, length = head[0], head[1]
        value, head = head[2 : 2 + length], head[2 + length :]
        if kind == _JOINED_8 and len(value) == 3:
            return value[0], max(1, value[1]), max(1, value[2])
        if kind == _JOINED_16 and len(value) == 4:
            return int.from_bytes(value[:2]), max(1, value[2]), max(1, value[3])
    return 0, 1, 1


def _letters(coding: int, data: bytes) -> str:
    if coding == UCS2:
        return read(Alphabet.UCS2, data)
    if coding in (ASCII, LATIN):
        return data.decode("latin-1")
    return read(Alphabet.GSM, data)
