"""Writes the API's description without starting the centre: `python -m tools.describe`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

from litestar.di import Dependency
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from yingda.app.asgi import create
from yingda.app.build import ROUTES
from yingda.app.description import described
from yingda.kernel.org import Asker

KEPT = Path(__file__).parents[1] / "web/src/api/openapi.json"
GIVEN_TO_ALL = {"asker", "language"}


async def _nobody(_token: str) -> Asker | None:
    return None


def _asked_for(route: ControllerRouterHandler) -> Iterator[str]:
    """The names under which a handler asks for services."""
    if isinstance(route, BaseRouteHandler):
        for name, hint in get_type_hints(route.fn, include_extras=True).items():
            if any(isinstance(extra, Dependency) for extra in get_args(hint)):
                yield name


def description() -> str:
    """What `/api/openapi.json` says, as text that is the same for the same API."""
    names = {name for route in ROUTES for name in _asked_for(route)} - GIVEN_TO_ALL
    app = create(ROUTES, {name: object() for name in names}, _nobody)
    return json.dumps(described(app), default=str, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    KEPT.write_text(description())
