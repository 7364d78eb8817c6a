"""XML as strangers send it: no document type, so no entities, and no end of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as Tree
from xml.parsers import expat


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file may have at most."""

    bytes: int = 2_000_000
    elements: int = 100_000
    levels: int = 32


class NotXml(ValueError):
    """What was sent is no XML that we read."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


class TooLarge(NotXml):
    """More than the bounds allow."""

    def __init__(self, what: str, most: int, line: int = 1) -> None:
        super().__init__("too-large", line)
        self.what, self.most = what, most


class Element(Tree.Element):
    """Knows where in the file it begins."""

    line = 1


def read(data: bytes, bounds: Bounds = Bounds()) -> Element:
    """The root. Raises NotXml with the reason: `too-large`, `not-utf-8`, `entities`, or
    the line that cannot be read, as `line-7`."""
    if len(data) > bounds.bytes:
        raise TooLarge("bytes", bounds.bytes)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotXml("not-utf-8") from error
    return _Builder(bounds).build(text)


class _Builder:
    """Fills the tree while the file is read, and stops as soon as it must not go on."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._count = self._level = 0
        self._tree = Tree.TreeBuilder(element_factory=Element)
        # Without a document type nothing is expanded and nothing is fetched.
        parser = expat.ParserCreate("UTF-8", namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._tree.data
        parser.StartDoctypeDeclHandler = self._doctype
        self._parser = parser

    def build(self, text: str) -> Element:
        try:
            self._parser.Parse(text, True)
        except expat.ExpatError as error:
            raise NotXml(f"line-{error.lineno}", error.lineno) from error
        root = self._tree.close()
        assert isinstance(root, Element)
        return root

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        self._count += 1
        self._level += 1
        if self._count > self._bounds.elements:
            raise TooLarge("elements", self._bounds.elements, line)
        if self._level > self._bounds.levels:
            raise TooLarge("levels", self._bounds.levels, line)
        given = {_tag(key): value for key, value in attributes.items()}
        element = self._tree.start(_tag(name), given)
        assert isinstance(element, Element)
        element.line = line

    def _end(self, name: str) -> None:
        self._level -= 1
        self._tree.end(_tag(name))

    def _doctype(self, *_declared: object) -> None:
        raise NotXml("entities", self._parser.CurrentLineNumber)


def _tag(name: str) -> str:
    """As ElementTree writes it: the name space in braces."""
    return "{" + name if "}" in name else name
