"""What is heard, as entries of the logs."""

from yingda.journey.system.model import Kind
from yingda.journey.system.service.trail import Trail
from yingda.messages.channels import ListeningBegan, ListeningEnded
from yingda.messages.desk import AgentForced
from yingda.messages.dialogue import FlowPublished
from yingda.messages.floor import AgentMessaged
from yingda.messages.people import (
    AgentPosted,
    OrganisationChanged,
    PersonChanged,
    SignInFailed,
    UserLockedOut,
    UserSignedIn,
    UserSignedOut,
)
from yingda.messages.system import ParameterChanged, PersonalDataSeen


class Hearing:
    """Every look at personal data, every change, every sign-in."""

    def __init__(self, trail: Trail) -> None:
        self._note = trail.note

    async def personal_data_seen(self, event: PersonalDataSeen) -> None:
        await self._note(
            event,
            Kind.ACCESS,
            event.action,
            event.subject,
            by=event.user_id,
            reason=event.reason,
        )

    async def parameter_changed(self, event: ParameterChanged) -> None:
        await self._note(
            event,
            Kind.OPERATION,
            "parameters.set",
            f"parameter/{event.name}",
            by=event.user_id,
            reason=f"version {event.parameter_version}",
        )

    async def flow_published(self, event: FlowPublished) -> None:
        await self._note(
            event,
            Kind.OPERATION,
            "flows.publish",
            f"flow/{event.flow_id}",
            by=event.user_id,
            reason=f"version {event.flow_version}",
        )

    async def agent_posted(self, event: AgentPosted) -> None:
        await self._note(
            event,
            Kind.OPERATION,
            "people.move",
            f"user/{event.agent_id}",
            by=event.user_id,
            reason=f"{event.from_group or '-'} → {event.group_id}",
        )

    async def person_changed(self, event: PersonChanged) -> None:
        await self._note(
            event,
            Kind.OPERATION,
            "people.change",
            f"user/{event.person}",
            by=event.user_id,
            reason=", ".join(event.what),
        )

    async def organisation_changed(self, event: OrganisationChanged) -> None:
        await self._note(
            event, Kind.OPERATION, "people.tree", event.subject, by=event.user_id
        )

    async def agent_forced(self, event: AgentForced) -> None:
        await self._note(
            event,
            Kind.OPERATION,
            "floor.force",
            f"agent/{event.agent_id}",
            by=event.user_id,
            reason=f"{event.state}{f' ({event.reason})' if event.reason else ''}",
        )

    async def agent_messaged(self, event: AgentMessaged) -> None:
        await self._note(
            event,
            Kind.OPERATION,
            "floor.message",
            f"agent/{event.agent_id}",
            by=event.user_id,
            reason=event.note_id,
        )

    async def listening_began(self, event: ListeningBegan) -> None:
        await self._note(
            event,
            Kind.ACCESS,
            "floor.listen",
            f"contact/{event.contact_id}",
            by=event.user_id,
            reason=f"agent {event.agent_id}, tone {event.tone}",
        )

    async def listening_ended(self, event: ListeningEnded) -> None:
        await self._note(
            event,
            Kind.ACCESS,
            "floor.listen.ended",
            f"contact/{event.contact_id}",
            by=event.user_id,
            reason=f"agent {event.agent_id}, {event.lasted.total_seconds():.0f} s",
        )

    async def user_signed_in(self, event: UserSignedIn) -> None:
        subject = f"user/{event.user_id}"
        await self._note(event, Kind.SIGN_IN, "sign-in", subject, by=event.user_id)

    async def user_signed_out(self, event: UserSignedOut) -> None:
        subject = f"user/{event.user_id}"
        await self._note(event, Kind.SIGN_IN, "sign-out", subject, by=event.user_id)

    async def sign_in_failed(self, event: SignInFailed) -> None:
        await self._note(
            event,
            Kind.SIGN_IN,
            "sign-in.failed",
            f"user/{event.user_id or '-'}",
            by=event.user_id,
            reason=event.why,
        )

    async def user_locked_out(self, event: UserLockedOut) -> None:
        await self._note(
            event,
            Kind.SIGN_IN,
            "sign-in.locked-out",
            f"user/{event.user_id or '-'}",
            by=event.user_id,
        )
