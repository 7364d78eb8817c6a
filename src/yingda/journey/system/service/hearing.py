"""What is heard, as entries of the logs."""

from yingda.journey.system.model import Kind
from yingda.journey.system.service.trail import Trail
from yingda.messages.dialogue import FlowPublished
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
