"""The units of SMPP 3.4 as bytes: a header of four numbers, fields in a fixed order, and
options by tag. In the specification's own words (Short Message Peer to Peer Protocol
Specification v3.4, issue 1.2)."""

import asyncio
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

HEADER = struct.Struct(">IIII")
OPTION = struct.Struct(">HH")
MOST = 70_000
"""Bytes of a unit: an option may have 65,535, and nothing else is long."""
RESPONSE = 0x80000000
VERSION = 0x34
HAS_HEADER = 0x40
"""In `esm_class`: the text begins with a header of its own."""
IS_RECEIPT, KIND_OF_MESSAGE = 0x04, 0x3C
GSM, ASCII, LATIN, UCS2 = 0, 1, 3, 8
"""`data_coding`"""


class Command(IntEnum):
    """What a unit is; an answer has the number of what it answers, and the highest bit."""

    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    ENQUIRE_LINK = 0x00000015
    GENERIC_NACK = 0x80000000
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM_RESP = 0x80000005
    UNBIND_RESP = 0x80000006
    BIND_TRANSCEIVER_RESP = 0x80000009
    ENQUIRE_LINK_RESP = 0x80000015


class Status(IntEnum):
    """Those that we say or act upon; of others the number is kept."""

    OK = 0x00
    INVALID_LENGTH = 0x02
    INVALID_COMMAND = 0x03
    WRONG_STATE = 0x04
    SYSTEM_ERROR = 0x08
    BIND_FAILED = 0x0D
    WRONG_PASSWORD = 0x0E
    QUEUE_FULL = 0x14
    THROTTLED = 0x58
    TEMPORARY = 0x64
    """Whoever delivers may try again."""


class Tag(IntEnum):
    """Options that we read."""

    RECEIPTED_MESSAGE_ID = 0x001E
    SC_INTERFACE_VERSION = 0x0210
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class Malformed(Exception):
    """What came is no unit of ours; `status` says so to the other side."""

    def __init__(self, status: Status, sequence: int = 0) -> None:
        super().__init__(f"{status.name} in unit {sequence}")
        self.status = status
        self.sequence = sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """Who wants to send and receive."""

    system_id: str
    password: str
    system_type: str = ""
    interface_version: int = VERSION
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A number, and how it is to be read."""

    number: str
    ton: int = 0
    npi: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A short message, in either direction."""

    source: Address
    destination: Address
    short_message: bytes
    data_coding: int = GSM
    esm_class: int = 0
    service_type: str = ""
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: str = ""
    validity_period: str = ""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    sm_default_msg_id: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """The one field of an answer: `system_id` or `message_id`."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdu:
    """One unit."""

    command: Command
    sequence: int
    status: int = Status.OK
    body: Bind | Message | Name | None = None
    options: Mapping[int, bytes] = field(default_factory=dict)


NAMES = {
    Command.BIND_TRANSCEIVER_RESP: 16,
    Command.SUBMIT_SM_RESP: 65,
    Command.DELIVER_SM_RESP: 65,
}
"""Answers with one field, and how long it may be."""


def encode(pdu: Pdu) -> bytes:
    """Raises ValueError for a field that is longer than it may be."""
    body = _body(pdu)
    for tag, value in pdu.options.items():
        body += OPTION.pack(tag, len(value)) + value
    length = HEADER.size + len(body)
    return HEADER.pack(length, pdu.command, pdu.status, pdu.sequence) + body


def decode(data: bytes) -> Pdu:
    """One whole unit. Raises Malformed."""
    _, number, status, sequence = HEADER.unpack_from(data)
    try:
        command = Command(number)
    except ValueError:
        raise Malformed(Status.INVALID_COMMAND, sequence) from None
    fields = _Fields(data[HEADER.size :], sequence)
    body = _read(command, fields)
    return Pdu(
        command=command,
        sequence=sequence,
        status=status,
        body=body,
        options=fields.options(),
    )


async def receive(reader: asyncio.StreamReader) -> Pdu:
    """The next unit. Raises Malformed, of which only INVALID_LENGTH without a sequence
    means that nothing more can be read; IncompleteReadError at the end."""
    head = await reader.readexactly(HEADER.size)
    length = HEADER.unpack(head)[0]
    if not HEADER.size <= length <= MOST:
        raise Malformed(Status.INVALID_LENGTH)
    rest = await reader.readexactly(length - HEADER.size)
    return decode(head + rest)


def _body(pdu: Pdu) -> bytes:
    match pdu.body:
        case Bind() as one:
            return b"".join(
                (
                    _string(one.system_id, 16),
                    _string(one.password, 9),
                    _string(one.system_type, 13),
                    bytes((one.interface_version, one.addr_ton, one.addr_npi)),
                    _string(one.address_range, 41),
                )
            )
        case Message() as one:
            return _message(one)
        case Name(text):
            return _string(text, NAMES[pdu.command])
        case None:
            return b""


def _message(one: Message) -> bytes:
    flags = one.registered_delivery, one.replace_if_present_flag, one.data_coding
    return b"".join(
        (
            _string(one.service_type, 6),
            _address(one.source),
            _address(one.destination),
            bytes((one.esm_class, one.protocol_id, one.priority_flag)),
            _string(one.schedule_delivery_time, 17),
            _string(one.validity_period, 17),
            bytes((*flags, one.sm_default_msg_id, len(one.short_message))),
            one.short_message,
        )
    )


def _address(address: Address) -> bytes:
    return bytes((address.ton, address.npi)) + _string(address.number, 21)


def _string(text: str, most: int) -> bytes:
    """Ended by a zero, for which there must be room."""
    data = text.encode("latin-1")
    if len(data) >= most or b"\0" in data:
        raise ValueError(f"a field of {len(data)} bytes where {most - 1} fit")
    return data + b"\0"


class _Fields:
    """What follows the header, read from its beginning to its end."""

    def __init__(self, data: bytes, sequence: int) -> None:
        self._data = data
        self._at = 0
        self._sequence = sequence

    @property
    def is_over(self) -> bool:
        return self._at >= len(self._data)

    def take(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        if len(taken) < length:
            raise Malformed(Status.INVALID_LENGTH, self._sequence)
        self._at += length
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def string(self, most: int) -> str:
        end = self._data.find(b"\0", self._at, self._at + most)
        if end < 0:
            raise Malformed(Status.INVALID_LENGTH, self._sequence)
        return self.take(end + 1 - self._at)[:-1].decode("latin-1")

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while not self.is_over:
            tag, length = OPTION.unpack(self.take(OPTION.size))
            found[tag] = self.take(length)
        return found


def _read(command: Command, fields: _Fields) -> Bind | Message | Name | None:
    match command:
        case Command.BIND_TRANSCEIVER:
            return Bind(
                system_id=fields.string(16),
                password=fields.string(9),
                system_type=fields.string(13),
                interface_version=fields.byte(),
                addr_ton=fields.byte(),
                addr_npi=fields.byte(),
                address_range=fields.string(41),
            )
        case Command.SUBMIT_SM | Command.DELIVER_SM:
            return _read_message(fields)
        case _ if command in NAMES:
            # An answer that says no may have no body at all.
            return Name("" if fields.is_over else fields.string(NAMES[command]))
        case _:
            return None


def _read_message(fields: _Fields) -> Message:
    service_type = fields.string(6)
    source, destination = _read_address(fields), _read_address(fields)
    esm_class, protocol_id, priority_flag = fields.take(3)
    schedule, validity = fields.string(17), fields.string(17)
    registered, replace, coding, default_id, length = fields.take(5)
    return Message(
        service_type=service_type,
        source=source,
        destination=destination,
        esm_class=esm_class,
        protocol_id=protocol_id,
        priority_flag=priority_flag,
        schedule_delivery_time=schedule,
        validity_period=validity,
        registered_delivery=registered,
        replace_if_present_flag=replace,
        data_coding=coding,
        sm_default_msg_id=default_id,
        short_message=fields.take(length),
    )


def _read_address(fields: _Fields) -> Address:
    ton, npi = fields.take(2)
    return Address(ton=ton, npi=npi, number=fields.string(21))
