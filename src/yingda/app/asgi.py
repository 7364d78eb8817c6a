"""The centre over HTTP. Here, and only here, a refusal becomes a status."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlsplit

from litestar import Litestar, Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import (
    HTTPException,
    ValidationException,
    WebSocketException,
)
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.middleware.base import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import ControllerRouterHandler, Scope

from yingda.app.description import Description
from yingda.app.journal import Exchanged, Listening
from yingda.app.language import LANGUAGES, Language, load, preferred
from yingda.app.reading import readable
from yingda.app.static import ROUTES as PAGES
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput, Refusal
from yingda.platform.http import COOKIE, asked_by

AnyRequest = Request[object, object, State]
WhoAsks = Callable[[str], Awaitable[Asker | None]]
"""The sign-in session of a cookie's value, or None."""

log = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'self'",
        "connect-src 'self' ws: wss:",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "frame-ancestors 'none'",
    )
)


class SignedIn(AbstractAuthenticationMiddleware):
    """Finds who asks; whether anybody must be there is each handler's question."""

    async def authenticate_request(
        self, connection: ASGIConnection[object, object, object, State]
    ) -> AuthenticationResult:
        token = connection.cookies.get(COOKIE) if _is_own_page(connection) else None
        who: WhoAsks = connection.app.state["who_asks"]
        user = await who(token) if token else None
        return AuthenticationResult(user=user, auth=token)


def _is_own_page(
    connection: ASGIConnection[object, object, object, State],
) -> bool:
    """A page of another port of this host is the same site: its requests carry the
    cookie, too. What it could do with that, unlike what it could read, is up to us."""
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "")
    return origin is None or urlsplit(origin).netloc == host


def create(
    routes: Sequence[ControllerRouterHandler],
    services: Mapping[str, object],
    who_asks: WhoAsks,
    exchanged: Exchanged | None = None,
) -> Litestar:
    """`services` are given to handlers by their names; `exchanged` is told of requests."""
    languages = {name: load(name) for name in LANGUAGES}

    def language(request: AnyRequest) -> Language:
        return languages[preferred(request.headers.get("accept-language", ""))]

    def refuse(request: AnyRequest, refusal: Refusal) -> Response[dict[str, object]]:
        return problem(request, refusal, refusal.status)

    def problem(
        request: AnyRequest, refusal: Refusal, status: int
    ) -> Response[dict[str, object]]:
        return Response(
            {
                "code": refusal.code,
                "detail": language(request).say(refusal),
                **refusal.details(),
            },
            status_code=status,
            media_type="application/problem+json",
            headers={"Retry-After": "2"} if status == 503 else {},
        )

    def misread(
        request: AnyRequest, error: ValidationException
    ) -> Response[dict[str, object]]:
        return problem(request, _bad_input(error), 400)

    def other(request: AnyRequest, error: HTTPException) -> Response[dict[str, object]]:
        return Response(
            {"code": f"http-{error.status_code}", "detail": error.detail},
            status_code=error.status_code,
            media_type="application/problem+json",
            headers=error.headers,
        )

    def given(service: object) -> Provide:
        return Provide(lambda: service, sync_to_thread=False)

    app = Litestar(
        route_handlers=[*routes, *PAGES],
        dependencies={
            "asker": Provide(asked_by, sync_to_thread=False),
            "language": Provide(language, sync_to_thread=False),
            **{name: given(service) for name, service in services.items()},
        },
        middleware=[
            *([DefineMiddleware(Listening, exchanged=exchanged)] if exchanged else []),
            DefineMiddleware(SignedIn),
        ],
        before_request=readable,
        exception_handlers={
            Refusal: refuse,
            ValidationException: misread,
            HTTPException: other,
        },
        openapi_config=OpenAPIConfig(
            title="Yingda 应答",
            version="1",
            path="/api/openapi.json",
            render_plugins=[Description(path="/")],
        ),
        response_headers={
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        },
        request_max_body_size=2_000_000,
        after_exception=[note],
        logging_config=None,
    )
    app.state["who_asks"] = who_asks
    return app


async def note(error: Exception, scope: Scope) -> None:
    """What is no answer is a fault of ours, and is written down where it happened."""
    if isinstance(error, Refusal | HTTPException | WebSocketException):
        return
    log.error("%s failed", scope.get("path_template", "a request"), exc_info=error)


def _bad_input(error: ValidationException) -> BadInput:
    extra = error.extra
    if isinstance(extra, list) and extra and isinstance(extra[0], dict):
        first = extra[0]
        return BadInput(str(first.get("key", "")), str(first.get("message", "")))
    return BadInput("", error.detail)
