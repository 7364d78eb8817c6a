"""Recordings: the sound of one leg, as it was stored."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from yingda.journey.channels.model.calls import AgentLine
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    CustomerId,
    LegId,
    PointId,
    QueueId,
    RecordingId,
)
from yingda.messages.channels import SIMULATED
from yingda.messages.people import Sight


class RecordingState(StrEnum):
    KEPT = "kept"
    MISSING = "missing"
    """The sound is not where it was stored, or never was."""
    ALTERED = "altered"
    """The sound is not what was stored."""
    DELETED = "deleted"
    """Its time was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A leg that is over and whose sound has not been stored yet."""

    leg_id: LegId
    contact_id: ContactId
    agent_id: AgentId
    queue_id: QueueId | None
    customer_id: CustomerId | None
    point_id: PointId
    number_blind: bytes
    door: str
    tenant_id: str
    path: str
    site: str
    ended: datetime
    lines: tuple[AgentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One leg's sound: the caller on the left, the agent on the right."""

    recording_id: RecordingId
    leg_id: LegId
    contact_id: ContactId
    agent_id: AgentId
    queue_id: QueueId | None
    customer_id: CustomerId | None
    point_id: PointId
    started: datetime
    seconds: float
    peaks: tuple[tuple[float, ...], ...]
    """Of caller and agent: the loudest of each short stretch, from 0 to 1, for the wave
    that is shown."""
    sha256: str
    state: RecordingState
    keep_until: datetime
    legal_hold: bool
    gap: float = 0.0
    """Seconds of the leg that are not in it."""
    group_id: str | None = None
    """The agent's, then; None where nobody noted it."""
    door: str = ""
    """Through which the caller came in."""

    @property
    def simulated(self) -> bool:
        return self.door == SIMULATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which recordings are looked for; None does not matter."""

    number: str | None = None
    customer_id: CustomerId | None = None
    agent_id: AgentId | None = None
    contact_id: ContactId | None = None
    is_simulated: bool | None = None
    sight: Sight | None = None
    """What the asker looks at; None: all of their place."""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, RecordingId] | None = None
    """The last one of the page before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A day's connected legs held against its recordings: equal, or named."""

    day: date
    legs: int
    recordings: int
    missing: tuple[LegId, ...]
    altered: tuple[RecordingId, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.altered and self.legs == self.recordings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a page needs to play a recording; `url` is good for a short while."""

    url: str
    peaks: tuple[tuple[float, ...], ...]
    seconds: float
