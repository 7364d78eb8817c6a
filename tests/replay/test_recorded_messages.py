"""What was once written into the log can be read for ever.

`messages-1.jsonl` holds messages as the first version wrote them. A message that changes
its meaning becomes a new message; the file is added to and never edited.
"""

import json
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from yingda.kernel.message import Message

RECORDED = [
    json.loads(line)
    for file in sorted(Path(__file__).parent.glob("messages-*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: str(row["kind"]))
def test_a_recorded_message_still_says_the_same(row: dict[str, object]) -> None:
    kind = getattr(import_module(f"yingda.messages.{row['stage']}"), str(row["kind"]))
    assert issubclass(kind, Message)

    read = msgspec.convert(row["payload"], kind)

    written = json.loads(msgspec.json.encode(read))
    assert as_recorded(written, row["payload"]) == row["payload"]


def as_recorded(written: object, recorded: object) -> object:
    """Without the fields that messages, and what is in them, have got since."""
    match written, recorded:
        case dict(), dict():
            known = written.keys() & recorded.keys()
            return {name: as_recorded(written[name], recorded[name]) for name in known}
        case list(), list() if len(written) == len(recorded):
            pairs = zip(written, recorded, strict=True)
            return [as_recorded(one, other) for one, other in pairs]
        case _:
            return written
