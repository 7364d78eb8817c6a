"""What the dialogue says, and what it asks of itself for later."""

from collections.abc import Mapping
from typing import ClassVar

from yingda.kernel.ids import BranchId, ContactId, CustomerId, FlowId, TierId, UserId
from yingda.kernel.message import Command, Event


class FlowPublished(Event, frozen=True, kw_only=True):
    """New callers walk this version from now on; those inside keep theirs."""

    flow_id: FlowId
    flow_version: int
    user_id: UserId


class DialogueStarted(Event, frozen=True, kw_only=True):
    """A flow took the caller; its variant was chosen by brand and tier."""

    contact_id: ContactId
    flow_id: FlowId
    flow_version: int
    variant: str


class CallerIdentified(Event, frozen=True, kw_only=True):
    """It is known, or given up, who calls and where they belong."""

    is_urgent: ClassVar[bool] = True
    contact_id: ContactId
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId
    how: str
    """`record`, `segment`, `area-code`, `key` or `default`."""


class MenuEntered(Event, frozen=True, kw_only=True):
    """The caller is being asked to choose."""

    contact_id: ContactId
    node: str


class MenuChosen(Event, frozen=True, kw_only=True):
    """The caller chose, or did not (`choice` is then `timeout` or `wrong`)."""

    contact_id: ContactId
    node: str
    choice: str
    """The name of the branch taken, never the digits of an entry."""


class DataAttached(Event, frozen=True, kw_only=True):
    """What the machine learned travels along with the contact from now on."""

    contact_id: ContactId
    data: Mapping[str, str]
    """Only variables that the flow marks as attached; ids and words, nothing personal."""


class HumanRequested(Event, frozen=True, kw_only=True):
    """The caller asked for a human, or a rule did (kpis section 2, rule 4)."""

    contact_id: ContactId
    why: str
    """`key`, `flow`, `back-end`, `timeout`; `elder`: age led here with no key."""


class DialogueEnded(Event, frozen=True, kw_only=True):
    """The machine has no more to say: done, left for a queue, or left by the caller."""

    contact_id: ContactId
    outcome: str
    """`done`, `queued`, `left`."""


class TimeOutDialogue(Command, frozen=True, kw_only=True):
    """The caller, a prompt or a back end has been waited for long enough."""

    contact_id: ContactId
    turn: int
    """Which wait is over; the dialogue may have gone on since."""


class AskBackEnd(Command, frozen=True, kw_only=True):
    """Put the question that the dialogue of this contact waits for."""

    contact_id: ContactId
    turn: int
