"""What the system hears: every look at personal data, every change, every sign-in."""

from yingda.journey.system.service.hearing import Hearing
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
from yingda.platform.ports import Bus


def listen(bus: Bus, hearing: Hearing) -> None:
    bus.hears("system", PersonalDataSeen, hearing.personal_data_seen)
    bus.hears("system", ParameterChanged, hearing.parameter_changed)
    bus.hears("system", UserSignedIn, hearing.user_signed_in)
    bus.hears("system", UserSignedOut, hearing.user_signed_out)
    bus.hears("system", SignInFailed, hearing.sign_in_failed)
    bus.hears("system", UserLockedOut, hearing.user_locked_out)
    bus.hears("system", FlowPublished, hearing.flow_published)
    bus.hears("system", AgentPosted, hearing.agent_posted)
    bus.hears("system", PersonChanged, hearing.person_changed)
    bus.hears("system", OrganisationChanged, hearing.organisation_changed)
    bus.hears("system", AgentForced, hearing.agent_forced)
    bus.hears("system", AgentMessaged, hearing.agent_messaged)
    bus.hears("system", ListeningBegan, hearing.listening_began)
    bus.hears("system", ListeningEnded, hearing.listening_ended)
