"""What is heard, as lines of the logs."""

from typing import get_args

from yingda.journey.system.model import Kind, Line
from yingda.messages.channels import (
    CallsRefused,
    ChatLetGo,
    ListeningBegan,
    ListeningEnded,
)
from yingda.messages.desk import AgentForced
from yingda.messages.dialogue import FlowPublished
from yingda.messages.floor import AgentMessaged, NotesLetGo
from yingda.messages.partners import ProviderChanged
from yingda.messages.people import (
    AgentPosted,
    OrganisationChanged,
    PersonChanged,
    SignInFailed,
    UserLockedOut,
    UserSignedIn,
    UserSignedOut,
)
from yingda.messages.system import (
    ParameterChanged,
    ParameterProposed,
    PersonalDataSeen,
    ProposalDecided,
)

Look = PersonalDataSeen | ListeningBegan | ListeningEnded
Change = (
    ParameterChanged
    | ParameterProposed
    | ProposalDecided
    | FlowPublished
    | AgentPosted
    | PersonChanged
    | OrganisationChanged
    | ProviderChanged
    | AgentForced
    | AgentMessaged
    | ChatLetGo
    | NotesLetGo
)
SignIn = UserSignedIn | UserSignedOut | SignInFailed | UserLockedOut
Alarm = CallsRefused
"""What the centre itself has seen: nobody of ours did it."""
Noted = Look | Change | SignIn | Alarm

NOTED: dict[type[Noted], Kind] = {
    **dict.fromkeys(get_args(Look), Kind.ACCESS),
    **dict.fromkeys(get_args(Change), Kind.OPERATION),
    **dict.fromkeys(get_args(SignIn), Kind.SIGN_IN),
    Alarm: Kind.SYSTEM,
}
"""Which of the logs each goes into."""


def line(event: Noted) -> Line:
    """Who did what about whom, and why."""
    action, subject, reason = _said(event)
    by = None if isinstance(event, Alarm | NotesLetGo) else event.user_id
    return Line(at=event.at, by=by, action=action, subject=subject, reason=reason)


def _said(  # noqa: C901, PLR0911, PLR0912 - a table, a row for each kind of event
    event: Noted,
) -> tuple[str, str, str | None]:
    match event:
        case PersonalDataSeen():
            return event.action, event.subject, event.reason
        case ListeningBegan():
            why = f"agent {event.agent_id}, tone {event.tone}"
            return "floor.listen", f"contact/{event.contact_id}", why
        case ListeningEnded():
            why = f"agent {event.agent_id}, {event.lasted.total_seconds():.0f} s"
            return "floor.listen.ended", f"contact/{event.contact_id}", why
        case ParameterChanged() | ParameterProposed() | ProposalDecided():
            return _of_rule(event)
        case FlowPublished():
            why = f"version {event.flow_version}"
            return "flows.publish", f"flow/{event.flow_id}", why
        case AgentPosted():
            why = f"{event.from_group or '-'} → {event.group_id}"
            return "people.move", f"user/{event.agent_id}", why
        case PersonChanged():
            return "people.change", f"user/{event.person}", ", ".join(event.what)
        case OrganisationChanged():
            return "people.tree", event.subject, None
        case ProviderChanged():
            what = ", ".join(event.what)
            return "partners.change", f"provider/{event.provider_id}", what
        case AgentForced():
            why = f"{event.state} ({event.reason})" if event.reason else event.state
            return "floor.force", f"agent/{event.agent_id}", why
        case AgentMessaged():
            return "floor.message", f"agent/{event.agent_id}", event.note_id
        case ChatLetGo():
            why = f"{event.why}: {event.posts} posts, {event.files} files"
            return "chats.let-go", f"chat/{event.contact_id}", why
        case NotesLetGo():
            return "floor.let-go", "notes", f"{event.notes} notes"
        case UserSignedIn():
            return "sign-in", f"user/{event.user_id}", None
        case UserSignedOut():
            return "sign-out", f"user/{event.user_id}", None
        case SignInFailed():
            return "sign-in.failed", f"user/{event.user_id or '-'}", event.why
        case UserLockedOut():
            return "sign-in.locked-out", f"user/{event.user_id or '-'}", None
        case CallsRefused():
            who, why = f"{event.account}/{event.name}", f"{event.why} ×{event.refused}"
            return "alarm.calls-refused", who, why


def _of_rule(
    event: ParameterChanged | ParameterProposed | ProposalDecided,
) -> tuple[str, str, str]:
    subject = f"parameter/{event.name}"
    match event:
        case ParameterChanged():
            ahead = f", from {event.holds_from.isoformat()}" if event.holds_from else ""
            why = f"version {event.parameter_version}{ahead}"
            return f"parameters.{event.how}", subject, why
        case ParameterProposed():
            return "parameters.propose", subject, f"proposal {event.proposal_id}"
        case ProposalDecided():
            why = f"proposal {event.proposal_id} {event.outcome}"
            return "parameters.decide", subject, why
