"""Requests made up from the API's own description, and what every answer must be.

The same for the same description and seed. The framework answers OPTIONS with the methods
of the first handler of a path only; nobody asks it, so that check is left out.
"""

import json
from collections.abc import Iterator, Mapping
from random import Random  # noqa: TID251 - seeded
from typing import Any, cast
from urllib.parse import quote

import httpx
import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import Unsatisfiable
from requests import PreparedRequest
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.config import GenerationConfig, SanitizationConfig
from schemathesis.core.result import Ok
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.overrides import Override
from schemathesis.specs.openapi import checks
from schemathesis.transport.prepare import prepare_request

BASE = "http://centre.test"
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
KNOWN = 0.6
"""How often an id is that of something that is there."""

Operation = schemathesis.APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]


def operations(description: str) -> list[Operation]:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(json.loads(description))
    found = list(schema.get_all_operations())
    return [one.ok() for one in found if isinstance(one, Ok)]


def cases(
    operation: Operation, known: Mapping[str, str], *, others: int, seed: int
) -> list[Case]:
    """Every boundary that the description has, and others at chance."""
    chance = Random(f"{seed} {operation.label}")
    made = [*_boundaries(operation), *_others(operation, others, seed)]
    for case in made:
        case.path_parameters = _meant(case.path_parameters, known, chance)
        case.query = _meant(case.query, known, chance)
        case.body = _meant(case.body, known, chance)
    return made


def _boundaries(operation: Operation) -> Iterator[Case]:
    return iter(
        CoverageGenerator(
            operation=operation,
            generation_modes=MODES,
            generation_config=GenerationConfig(with_security_parameters=False),
            auth_storage=None,
            override=Override(),
            feedback=FeedbackSources(),
        )
    )


def _others(operation: Operation, count: int, seed: int) -> list[Case]:
    made: list[Case] = []
    for mode in MODES:

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=count,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(operation.as_strategy(generation_mode=mode))
        def collect(case: Case) -> None:
            made.append(case)

        try:
            collect()
        except Unsatisfiable:
            """Nothing that is wrong can be said to an operation without parameters."""
    return made


def _meant(value: Any, known: Mapping[str, str], chance: Random | None = None) -> Any:
    """With ids of things that are there: in all places, or in some of them."""
    if not isinstance(value, dict):
        return value
    return {
        name: known[name]
        if name in known and (chance is None or chance.random() < KNOWN)
        else _meant(one, known, chance)
        for name, one in value.items()
    }


async def send(
    browser: httpx.AsyncClient, case: Case, headers: Mapping[str, str]
) -> schemathesis.Response:
    made: PreparedRequest = prepare_request(
        case, headers, config=SanitizationConfig(enabled=False), base_url=BASE
    )
    answer = await browser.request(
        str(made.method),
        str(made.url),
        headers=[(name, str(value)) for name, value in made.headers.items()],
        content=cast(str | bytes | None, made.body),
    )
    return schemathesis.Response(
        status_code=answer.status_code,
        headers={name: answer.headers.get_list(name) for name in answer.headers},
        content=answer.content,
        request=made,
        elapsed=0,
        verify=False,
    )


def problem(case: Case, answer: schemathesis.Response) -> str | None:
    """What is wrong with the answer, and how to ask for it again."""
    try:
        case.validate_response(answer, checks=CHECKS)
    except BaseExceptionGroup as failures:
        return str(failures)
    return None


# --- what machines stumble over ---------------------------------------------------------

ROUGH: tuple[Any, ...] = (
    "\0",
    "a\0b",
    "\ud800",
    "字" * 5_000,
    "\u202e\u0007",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999-23:59",
    "0001-01-01T00:00:00Z|x",
    "9999-12-31T23:59:59Z|x",
    2**31,
    -(2**31) - 1,
    2**63,
    -(2**63) - 1,
    10**400,
    1e308,
    -1,
    "",
)
"""Whatever the place of it is called."""

DEEP = 100_000
Asked = tuple[str, str, bytes | None]
"""Method, address, body."""


def rough(operation: Operation, known: Mapping[str, str], seed: int) -> Iterator[Asked]:
    """Each place of a proper request in turn with each of ROUGH, and bodies that are
    deeper than any stack."""
    proper = _others(operation, 1, seed)[0]
    paths = _meant(proper.path_parameters, known) or {}
    query = _meant({one.name: "x" for one in operation.query}, known)
    body = _meant(proper.body, known)
    method = operation.method.upper()
    for value in ROUGH:
        for name in paths if value != "" else ():
            yield method, _at(operation, {**paths, name: value}), _json(body)
        for name in query:
            yield method, _at(operation, paths, **{name: value}), _json(body)
        for changed in _changed(body, value):
            yield method, _at(operation, paths), _json(changed)
    for deep in _deep(body if isinstance(body, dict) else {}):
        yield method, _at(operation, paths), deep


def _at(operation: Operation, paths: Mapping[str, Any], **query: Any) -> str:
    path = operation.path
    for name, value in paths.items():
        path = path.replace(f"{{{name}}}", _quoted(value))
    pairs = "&".join(f"{name}={_quoted(one)}" for name, one in query.items())
    return f"{BASE}{path}?{pairs}"


def _deep(body: Mapping[str, Any]) -> Iterator[bytes]:
    for opened, closed in ((b"[", b"]"), (b'{"a":', b"}")):
        deep = opened * DEEP + closed * DEEP
        yield deep
        yield from (b'{"%s":%s}' % (name.encode(), deep) for name in body)


def _changed(body: Any, value: Any) -> Iterator[Any]:
    """The body once for each of its leaves, with the value in its place."""
    match body:
        case dict():
            for name, one in body.items():
                yield from ({**body, name: new} for new in _changed(one, value))
            yield {**body, str(value): None}
        case list():
            yield from ([new] for one in body[:1] for new in _changed(one, value))
        case _:
            yield value


def _quoted(value: Any) -> str:
    return quote(str(value).encode("utf-8", "surrogatepass"), safe="")


def _json(body: Any) -> bytes | None:
    """Lone surrogates as escapes, whole numbers as long as they are."""
    return json.dumps(body).encode() if isinstance(body, dict | list) else None
