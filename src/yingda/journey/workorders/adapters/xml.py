"""XML as strangers send it: no document type, so no entities, and no end of it."""

from xml.etree import ElementTree as Tree

LARGEST = 2_000_000
"""Bytes."""


class NotXml(ValueError):
    """What was sent is no XML that we read."""


def read(data: bytes) -> Tree.Element:
    """The root. Raises NotXml with the reason: `too-large`, `not-utf-8`, `entities`, or
    the line that cannot be read, as `line-7`."""
    if len(data) > LARGEST:
        raise NotXml("too-large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotXml("not-utf-8") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotXml("entities")
    try:
        # Without a document type nothing is expanded and nothing is fetched.
        return Tree.fromstring(text)  # noqa: S314
    except (Tree.ParseError, RecursionError) as error:
        line = error.position[0] if isinstance(error, Tree.ParseError) else 0
        raise NotXml(f"line-{line}") from error
