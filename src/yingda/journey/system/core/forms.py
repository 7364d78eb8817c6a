"""What is wrong with a value: where, what stands there, and what may."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

Schema = Mapping[str, object]

MESSAGE = re.compile(r"(?P<what>.*?)(?: - at `(?P<where>[^`]*)`)?", re.DOTALL)
FIELD = re.compile(r"(?:missing required|unknown) field `(?P<name>[^`]*)`")
STEP = re.compile(r"\.?(?P<name>[^.\[\]]+)|\[(?P<index>[^\]]*)\]")
BOUNDS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "≥ {} characters",
    "maxLength": "≤ {} characters",
    "minItems": "≥ {} items",
    "maxItems": "≤ {} items",
    "pattern": "{}",
}
PATTERNS = {"duration": "duration (PT30S, P1D)", "date-time": "moment (RFC 3339)"}


def told(message: str, schema: Schema) -> tuple[str, str]:
    """Where, and what is allowed there, of a refusal of msgspec."""
    match = MESSAGE.fullmatch(message)
    assert match is not None
    where = (match["where"] or "$").removeprefix("$").removeprefix(".")
    if field := FIELD.search(message):
        where = f"{where}.{field['name']}" if where else field["name"]
    try:
        here = at(schema, where)
    except KeyError:
        return where or "$", match["what"]
    # A struct or a list says by itself what it lacks.
    is_whole = here.get("type") in ("object", "array")
    return where or "$", match["what"] if is_whole else words(here, schema)


def unknown(given: object, taken: object, where: str = "") -> Iterator[str]:
    """Fields that were given and that nobody reads: a slip of the pen is not passed over."""
    if isinstance(given, Mapping) and isinstance(taken, Mapping):
        for name, value in given.items():
            inner = f"{where}.{name}" if where else str(name)
            if name not in taken:
                yield inner
            else:
                yield from unknown(value, taken[name], inner)
    elif isinstance(given, list | tuple) and isinstance(taken, list | tuple):
        for index, (one, other) in enumerate(zip(given, taken, strict=False)):
            yield from unknown(one, other, f"{where}[{index}]")


def at(schema: Schema, where: str) -> Schema:
    """The form of what stands there; KeyError if nothing can."""
    here = _whole(schema, schema)
    for step in STEP.finditer(where):
        properties = cast("Mapping[str, Schema]", here.get("properties", {}))
        if (name := step["name"]) is not None and name in properties:
            inner = properties[name]
        elif isinstance(other := here.get("additionalProperties"), Mapping):
            inner = other
        else:
            inner = cast("Schema", here["items"])
        here = _whole(inner, schema)
    return here


def fields(schema: Schema, where: str) -> tuple[str, ...]:
    """What a struct there is made of; nothing for a map or a plain value."""
    parent = where.rpartition(".")[0]
    try:
        found = at(schema, parent)
    except KeyError:
        return ()
    return tuple(cast("Mapping[str, object]", found.get("properties", {})))


def words(here: Schema, schema: Schema) -> str:
    """What a schema allows, on one line."""
    if "enum" in here:
        return " | ".join(str(one) for one in cast("list[object]", here["enum"]))
    if "anyOf" in here:
        parts = cast("list[Schema]", here["anyOf"])
        return " | ".join(words(_whole(one, schema), schema) for one in parts)
    kind = PATTERNS.get(str(here.get("format")), str(here.get("type", "")))
    bounds = [told.format(here[name]) for name, told in BOUNDS.items() if name in here]
    return " ".join([kind, *bounds])


def _whole(here: Schema, schema: Schema) -> Schema:
    """With what it refers to in its place."""
    while "$ref" in here:
        name = str(here["$ref"]).rpartition("/")[2]
        here = cast("Mapping[str, Schema]", schema["$defs"])[name]
    return here
