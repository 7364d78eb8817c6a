"""Why analytics may say no."""

from dataclasses import dataclass

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class BadRegistry(Refusal):
    """The file of figures is not what it must be; nothing is counted with it."""

    code = "bad-registry"
    status = 500

    where: str
    allowed: str


@dataclass(eq=False)
class UnknownFigure(Refusal):
    """The registry has no figure of this id."""

    code = "unknown-figure"
    status = 404

    figure: str


@dataclass(eq=False)
class BadGrouping(Refusal):
    """Figures are not kept by this."""

    code = "bad-grouping"
    status = 400

    by: str
    allowed: str
