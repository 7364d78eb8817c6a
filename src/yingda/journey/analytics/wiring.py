"""Where analytics is put together."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from yingda.journey.analytics.adapters.duck import DuckMart
from yingda.journey.analytics.adapters.sql import IbisCompiler
from yingda.journey.analytics.core.registry import read
from yingda.journey.analytics.handlers import listen
from yingda.journey.analytics.model import Registry
from yingda.journey.analytics.ports import Compiler, Mart, Names
from yingda.journey.analytics.service import Analytics, Counting
from yingda.kernel.name import Name
from yingda.kernel.org import Scope
from yingda.platform.ports import Bus, Clock, Parameters, Work


class NoNames:
    """Names of yingda.journey.analytics.ports where nobody can be asked: ids are shown."""

    async def called(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, Name]:
        return {}


def registry() -> Registry:
    """Raises BadRegistry if the file that came with the programme is not in order."""
    file = files("yingda.journey.analytics") / "data" / "kpis.toml"
    return read(file.read_text(encoding="utf-8"))


def install(
    *,
    work: Work,
    clock: Clock,
    bus: Bus,
    parameters: Parameters,
    names: Names | None = None,
    compiler: Compiler | None = None,
    mart: Mart | None = None,
) -> Analytics:
    """Without a compiler and a mart, Ibis and DuckDB by the registry that came along."""
    figures = registry()
    counting = Counting(
        work=work,
        clock=clock,
        parameters=parameters,
        registry=figures,
        compiler=compiler or IbisCompiler(figures),
    )
    analytics = Analytics(
        work=work,
        clock=clock,
        counting=counting,
        mart=mart or DuckMart(figures),
        names=names or NoNames(),
    )
    listen(bus, analytics)
    return analytics
