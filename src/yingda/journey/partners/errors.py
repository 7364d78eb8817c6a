"""Why the partners may say no."""

from dataclasses import dataclass

from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class UnknownProvider(Refusal):
    """There is no such service provider within the asker's reach."""

    code = "unknown-provider"
    status = 404

    provider_id: str


@dataclass(eq=False)
class StaleProvider(Refusal):
    """Somebody else has changed the service provider since it was read."""

    code = "stale-provider"

    version: int


@dataclass(eq=False)
class ProviderTaken(Refusal):
    """Another service provider has this id, or this short code."""

    code = "provider-taken"

    field: str
    value: str


@dataclass(eq=False)
class UnknownRegion(Refusal):
    """A place that lies beyond the asker's own."""

    code = "unknown-region"
    status = 400

    region: str
