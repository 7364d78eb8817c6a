"""What became true, in the words of the log."""

from dataclasses import dataclass
from datetime import datetime

from yingda.journey.dialogue.model.flow import Published
from yingda.journey.dialogue.model.session import (
    Attached,
    Chosen,
    Entered,
    Fact,
    Identified,
    Over,
    Session,
    Started,
    Wanted,
)
from yingda.kernel.ids import FlowId, MessageId
from yingda.kernel.message import Event
from yingda.kernel.org import Scope
from yingda.messages.channels import SIMULATED, Channel
from yingda.messages.dialogue import (
    AskBackEnd,
    CallerIdentified,
    DataAttached,
    DialogueEnded,
    DialogueStarted,
    HumanRequested,
    MenuChosen,
    MenuEntered,
    TimeOutDialogue,
)
from yingda.messages.routing import Entry, QueueContact


@dataclass(frozen=True, slots=True)
class Words:
    """Says what one step led to, at one moment."""

    published: Published
    session: Session
    scope: Scope
    at: datetime

    def event(self, fact: Fact, new: MessageId) -> Event:
        """Every fact is one event; Wanted is also a command, see `queue`."""
        match fact:
            case Entered() | Chosen():
                return self._menu(fact, new)
            case Started():
                return DialogueStarted(
                    id=new,
                    at=self.at,
                    scope=self.scope,
                    contact_id=self.session.contact_id,
                    flow_id=FlowId(self.published.flow.flow_id),
                    flow_version=self.published.version,
                    variant=fact.variant,
                )
            case Identified():
                return CallerIdentified(
                    id=new,
                    at=self.at,
                    scope=self.scope,
                    contact_id=self.session.contact_id,
                    customer_id=self.session.customer_id,
                    tier_id=self.session.tier_id,
                    branch_id=fact.branch_id,
                    how=fact.how,
                )
            case Attached() | Wanted() | Over():
                return self._last(fact, new)

    def _menu(self, fact: Entered | Chosen, new: MessageId) -> Event:
        contact_id = self.session.contact_id
        if isinstance(fact, Entered):
            return MenuEntered(
                id=new,
                at=self.at,
                scope=self.scope,
                contact_id=contact_id,
                node=fact.node,
            )
        return MenuChosen(
            id=new,
            at=self.at,
            scope=self.scope,
            contact_id=contact_id,
            node=fact.node,
            choice=fact.choice,
        )

    def _last(self, fact: Attached | Wanted | Over, new: MessageId) -> Event:
        contact_id = self.session.contact_id
        match fact:
            case Attached():
                return DataAttached(
                    id=new,
                    at=self.at,
                    scope=self.scope,
                    contact_id=contact_id,
                    data=fact.data,
                )
            case Wanted():
                return HumanRequested(
                    id=new,
                    at=self.at,
                    scope=self.scope,
                    contact_id=contact_id,
                    why=fact.why,
                )
            case Over():
                return DialogueEnded(
                    id=new,
                    at=self.at,
                    scope=self.scope,
                    contact_id=contact_id,
                    outcome=fact.outcome,
                )

    def queue(self, wanted: Wanted, new: MessageId) -> QueueContact:
        return QueueContact(
            id=new,
            at=self.at,
            scope=self.scope,
            contact_id=self.session.contact_id,
            channel=Channel.VOICE,
            queue_id=wanted.queue_id,
            entry=Entry.REQUESTED,
            customer_id=self.session.customer_id,
            tier_id=self.session.tier_id,
            branch_id=wanted.branch_id,
            needs=wanted.needs,
            simulated=self.session.variables.get("door") == SIMULATED,
        )

    def time_out(self, new: MessageId, at: datetime) -> TimeOutDialogue:
        return TimeOutDialogue(
            id=new,
            at=at,
            scope=self.scope,
            contact_id=self.session.contact_id,
            turn=self.session.turn,
        )

    def ask(self, new: MessageId) -> AskBackEnd:
        return AskBackEnd(
            id=new,
            at=self.at,
            scope=self.scope,
            contact_id=self.session.contact_id,
            turn=self.session.turn,
        )
