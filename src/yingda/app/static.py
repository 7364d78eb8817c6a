"""The built pages: assets for ever, the entry page never cached, any other path is its."""

from functools import cache
from importlib import resources
from mimetypes import guess_type
from pathlib import Path

from litestar import Response, get, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

PAGES = Path(str(resources.files("yingda.app"))).resolve() / "pages"

MISSING = """<!doctype html><meta charset=utf-8><title>应答 Yingda</title>
<p>页面尚未构建：请安装 Node ≥ 20.19 后运行 <code>make web</code>。接口在 <a href=/api/openapi.json>/api/openapi.json</a>。
<p>The pages are not built: install Node ≥ 20.19 and run <code>make web</code>. The API is at <a href=/api/openapi.json>/api/openapi.json</a>.
"""


@get("/", include_in_schema=False)
async def entry() -> Response[bytes]:
    return _page("index.html")


@get("/{path:path}", include_in_schema=False)
async def page(path: FromPath[str]) -> Response[bytes]:
    return _page(path.lstrip("/"))


@route(
    ["/api", "/api/{path:path}"],
    http_method=["GET", "POST", "PUT", "DELETE"],
    include_in_schema=False,
)
async def nothing() -> None:
    """What no stage answers is refused as everything is, and no page."""
    raise NotFoundException


def _page(name: str) -> Response[bytes]:
    file = (PAGES / name).resolve()
    is_asset = name.startswith("assets/")
    if not file.is_relative_to(PAGES) or not file.is_file():
        if is_asset or name.startswith("ws/"):
            return Response(b"", status_code=404, media_type="text/plain")
        file = PAGES / "index.html"
    if not file.is_file():
        return Response(MISSING.encode(), status_code=503, media_type="text/html")
    kept = "public, max-age=31536000, immutable" if is_asset else "no-cache"
    return Response(
        _read(file, file.stat().st_mtime_ns),
        media_type=guess_type(file.name)[0] or "application/octet-stream",
        headers={"Cache-Control": kept},
    )


@cache
def _read(file: Path, changed: int) -> bytes:
    """`changed` makes a new build a new entry."""
    return file.read_bytes()


ROUTES = [entry, page, nothing]
