"""What the API says of itself: each operation, who may ask, and how all are refused."""

from collections.abc import Iterator
from typing import Any

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute

from yingda.platform.http import COOKIE

SIGNED_IN = "session"

PROBLEM = {
    "title": "Problem",
    "description": "A refusal: the request was understood, and the answer is no. Further"
    " fields are those of its code.",
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "code": {
            "type": "string",
            "pattern": "^[a-z0-9-]+$",
            "description": "For programs. It never changes.",
        },
        "detail": {
            "type": "string",
            "description": "A sentence for people, in the language they accept.",
        },
    },
    "additionalProperties": {},
}


def _refused(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }


RESPONSES = {
    "Refused": _refused("Refused; `code` says why."),
    "NotSignedIn": _refused("Nobody is signed in, or the session is over."),
    "NotAllowed": _refused("The roles of whoever asks do not contain this."),
    "Away": _refused("Something that is needed does not answer just now."),
}


class Description(JsonRenderPlugin):
    """Of the framework's making, with what it cannot know."""

    def render(
        self, request: Request[Any, Any, State], openapi_schema: dict[str, Any]
    ) -> bytes:
        return self.render_json(request, completed(request.app, openapi_schema))


def described(app: Litestar) -> dict[str, Any]:
    return completed(app, app.openapi_schema.to_schema())


def completed(app: Litestar, schema: dict[str, Any]) -> dict[str, Any]:
    """Every operation with its refusals, which are alike; those that ask who is there
    say so. Done twice it changes nothing."""
    _loosen(schema)
    components = schema["components"]
    components["responses"] = RESPONSES
    components["schemas"]["Problem"] = PROBLEM
    components["securitySchemes"] = {
        SIGNED_IN: {"type": "apiKey", "in": "cookie", "name": COOKIE}
    }
    for path, method, asks_who in _operations(app):
        operation = schema["paths"][path][method]
        responses = operation["responses"]
        responses.pop("400", None)
        responses["4XX"] = _named("Refused")
        responses.setdefault("503", _named("Away"))
        if "204" in responses:
            responses["204"].pop("content", None)
        if asks_who:
            operation["security"] = [{SIGNED_IN: []}]
            responses["401"] = _named("NotSignedIn")
            responses["403"] = _named("NotAllowed")
    return schema


def _loosen(part: object) -> None:
    """A union is any of its members, not exactly one: 4 is an integer and a number."""
    if isinstance(part, dict):
        if "oneOf" in part:
            part["anyOf"] = part.pop("oneOf")
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            _loosen(one)


def _named(response: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{response}"}


def _operations(app: Litestar) -> Iterator[tuple[str, str, bool]]:
    """Path and method of each, and whether it asks who is signed in."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if not handler.resolve_include_in_schema():
                continue
            asks_who = "asker" in handler.parsed_fn_signature.parameters
            for method in handler.http_methods - {"OPTIONS"}:
                yield route.path_format, method.lower(), asks_who
