"""Units of SMPP 3.4 as the specification has them, byte by byte."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.journey.channels.adapters.smpp import words
from yingda.journey.channels.adapters.smpp.pdu import (
    IS_RECEIPT,
    MOST,
    UCS2,
    Address,
    Bind,
    Command,
    Malformed,
    Message,
    Name,
    Pdu,
    Status,
    Tag,
    decode,
    encode,
    receive,
)
from yingda.journey.channels.core.pieces import pieces
from yingda.journey.channels.model.texts import Part, Receipt, Received, Refused, Taken
from yingda.kernel.ids import TextId

BIND = Pdu(
    command=Command.BIND_TRANSCEIVER,
    sequence=1,
    body=Bind(
        system_id="SMPP3TEST",
        password="secret08",
        system_type="SUBMIT1",
        addr_ton=1,
        addr_npi=1,
    ),
)
"""The layout example of the specification's section 3, as a transceiver of version 3.4: of its
47 bytes the command and `interface_version` are other ones."""

BIND_BYTES = (
    "0000002F 00000009 00000000 00000001"
    "534D50503354455354 00 7365637265743038 00 5355424D495431 00 34 01 01 00"
)

SUBMIT = Pdu(
    command=Command.SUBMIT_SM,
    sequence=2,
    body=Message(
        source=Address(number="96766"),
        destination=Address(number="8613800000001", ton=1),
        validity_period="000001000000000R",
        registered_delivery=1,
        data_coding=UCS2,
        short_message="工单".encode("utf-16-be"),
    ),
)
SUBMIT_BYTES = (
    "00000047 00000004 00000000 00000002"
    "00"  # service_type
    "00 01 3936373636 00"
    "01 01 38363133383030303030303031 00"
    "00 00 00"  # esm_class, protocol_id, priority_flag
    "00"  # schedule_delivery_time
    "30303030303130303030303030303052 00"
    "01 00 08 00 04"  # receipt, replace, coding, default message, length
    "5DE55355"
)


@pytest.mark.parametrize(
    ("pdu", "text"),
    [
        (BIND, BIND_BYTES),
        (SUBMIT, SUBMIT_BYTES),
        (Pdu(command=Command.ENQUIRE_LINK, sequence=3), "00000010 00000015 00000000 00000003"),
        (Pdu(command=Command.UNBIND, sequence=4), "00000010 00000006 00000000 00000004"),
        (
            Pdu(command=Command.SUBMIT_SM_RESP, sequence=2, body=Name("0000002a")),
            "00000019 80000004 00000000 00000002 3030303030303261 00",
        ),
        (
            Pdu(
                command=Command.GENERIC_NACK,
                sequence=9,
                status=Status.INVALID_COMMAND,
            ),
            "00000010 80000000 00000003 00000009",
        ),
        (
            Pdu(
                command=Command.DELIVER_SM_RESP,
                sequence=7,
                body=Name(),
                options={Tag.MESSAGE_STATE: b"\x02"},
            ),
            "00000016 80000005 00000000 00000007 00 0427 0001 02",
        ),
    ],
)  # fmt: skip
def test_a_unit_is_written_and_read_as_specified(pdu: Pdu, text: str) -> None:
    data = bytes.fromhex(text)

    assert encode(pdu).hex(" ") == data.hex(" ")
    assert decode(data) == pdu


def test_an_answer_that_says_no_may_have_no_body() -> None:
    data = bytes.fromhex("00000010 80000004 00000058 00000005")

    assert decode(data).body == Name("")
    assert words.outcome(decode(data)) == Refused("smpp-0x58", is_lasting=False)


numbers = st.text("0123456789", max_size=20)
latin = st.characters(min_codepoint=1, max_codepoint=255)
octets = st.integers(0, 255)


def addresses() -> st.SearchStrategy[Address]:
    return st.builds(Address, number=numbers, ton=octets, npi=octets)


messages = st.builds(
    Message,
    source=addresses(),
    destination=addresses(),
    short_message=st.binary(max_size=255),
    data_coding=octets,
    esm_class=octets,
    service_type=st.text(latin, max_size=5),
    protocol_id=octets,
    priority_flag=octets,
    schedule_delivery_time=st.text(latin, max_size=16),
    validity_period=st.text(latin, max_size=16),
    registered_delivery=octets,
    replace_if_present_flag=octets,
    sm_default_msg_id=octets,
)
options = st.dictionaries(st.integers(0, 0xFFFF), st.binary(max_size=300), max_size=4)
sequences = st.integers(0, 0x7FFFFFFF)
pdus = st.builds(
    Pdu,
    command=st.sampled_from([Command.SUBMIT_SM, Command.DELIVER_SM]),
    sequence=sequences,
    status=st.integers(0, 0xFFFFFFFF),
    body=messages,
    options=options,
) | st.builds(
    Pdu,
    command=st.just(Command.SUBMIT_SM_RESP),
    sequence=sequences,
    body=st.builds(Name, st.text(latin, max_size=64)),
    options=options,
)


@given(pdus)
def test_what_is_written_reads_as_it_was(pdu: Pdu) -> None:
    assert decode(encode(pdu)) == pdu


@given(pdus, st.data())
def test_a_unit_that_was_cut_or_altered_is_malformed_or_something_else(
    pdu: Pdu, data: Any
) -> None:
    whole = bytearray(encode(pdu))
    where = data.draw(st.integers(16, len(whole)))
    cut = bytes(whole[:where]) + data.draw(st.binary(max_size=20))
    with suppress(Malformed, ValueError):
        words.news(decode(cut))


@pytest.mark.parametrize(
    "pdu",
    [
        Pdu(
            command=Command.BIND_TRANSCEIVER,
            sequence=1,
            body=Bind(system_id="x" * 16, password=""),
        ),
        Pdu(command=Command.SUBMIT_SM_RESP, sequence=1, body=Name("a\0b")),
    ],
)
def test_a_field_that_does_not_fit_is_not_sent(pdu: Pdu) -> None:
    with pytest.raises(ValueError, match="fit"):
        encode(pdu)


async def test_a_length_that_no_unit_has_ends_the_reading() -> None:
    for length in (15, MOST + 1, 0xFFFFFFFF):
        reader = asyncio.StreamReader()
        reader.feed_data(length.to_bytes(4) + bytes(12))
        with pytest.raises(Malformed) as wrong:
            await receive(reader)
        assert not wrong.value.sequence


# --- our words ----------------------------------------------------------------------


def parts(text: str) -> list[Part]:
    cut = pieces(text)
    return [
        Part(
            text_id=TextId("t"),
            number=number,
            total=len(cut),
            reference=7,
            to="13800000001",
            alphabet=one.alphabet,
            data=one.data,
            lasts=timedelta(hours=24),
        )
        for number, one in enumerate(cut, start=1)
    ]


def test_a_long_text_says_of_each_piece_which_it_is() -> None:
    first, second = (words.message(one, "96766") for one in parts("工" * 80))

    assert first.esm_class == second.esm_class == 0x40
    assert first.short_message[:6] == bytes((5, 0, 3, 7, 2, 1))
    assert second.short_message[:6] == bytes((5, 0, 3, 7, 2, 2))
    assert len(first.short_message) == 140


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_a_text_is_the_same_at_the_other_end(text: str) -> None:
    said = []
    for part in parts(text):
        body = words.message(part, "96766")
        pdu = Pdu(command=Command.SUBMIT_SM, sequence=1, body=body)
        news = words.news(decode(encode(pdu)))
        assert isinstance(news, Received)
        assert (news.piece, news.pieces) == (part.number, part.total)
        said.append(news.words)

    assert "".join(said) == text


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (timedelta(hours=24), "000001000000000R"),
        (timedelta(0), "000000000100000R"),
        (timedelta(days=61, seconds=3723), "000201010203000R"),
        (timedelta(days=1000), "000309000000000R"),
    ],
)
def test_how_long_the_message_centre_may_try(time: timedelta, text: str) -> None:
    assert words.within(time) == text
    assert len(text) == 16


def receipt(text: str, **options: bytes) -> Pdu:
    body = Message(
        source=Address(number="8613800000001", ton=1),
        destination=Address(number="96766"),
        esm_class=IS_RECEIPT,
        short_message=text.encode(),
    )
    tags: dict[int, bytes] = {Tag[name]: value for name, value in options.items()}
    return Pdu(command=Command.DELIVER_SM, sequence=1, body=body, options=tags)


APPENDIX_B = (
    "id:IIIIIIIIII sub:001 dlvrd:001 submit date:2601011200 done date:2601011201"
    " stat:{} err:000 Text:hello"
)


@pytest.mark.parametrize(
    ("pdu", "said"),
    [
        (
            receipt(APPENDIX_B.format("DELIVRD")),
            Receipt(centre_id="IIIIIIIIII", is_delivered=True, why="receipt-delivrd"),
        ),
        (
            receipt(APPENDIX_B.format("UNDELIV")),
            Receipt(centre_id="IIIIIIIIII", is_delivered=False, why="receipt-undeliv"),
        ),
        (receipt(APPENDIX_B.format("ENROUTE")), None),
        (
            receipt("", RECEIPTED_MESSAGE_ID=b"2a\0", MESSAGE_STATE=b"\x05"),
            Receipt(centre_id="2a", is_delivered=False, why="receipt-undeliv"),
        ),
    ],
)
def test_a_receipt_is_read_from_its_options_or_its_text(
    pdu: Pdu, said: Receipt | None
) -> None:
    assert words.news(pdu) == said


def test_a_receipt_that_says_nothing_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="receipt"):
        words.news(receipt("your message has arrived"))


def test_a_taken_part_has_a_name_and_a_wrong_one_is_refused_for_ever() -> None:
    taken = Pdu(command=Command.SUBMIT_SM_RESP, sequence=1, body=Name("2a"))
    wrong = Pdu(command=Command.SUBMIT_SM_RESP, sequence=1, status=0x0B)

    assert words.outcome(taken) == Taken("2a")
    assert words.outcome(wrong) == Refused("smpp-0xb", is_lasting=True)
