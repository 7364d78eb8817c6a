"""What the system hears: every look at personal data, every change, every sign-in."""

from yingda.journey.system.service import System
from yingda.messages.dialogue import FlowPublished
from yingda.messages.people import (
    SignInFailed,
    UserLockedOut,
    UserSignedIn,
    UserSignedOut,
)
from yingda.messages.system import ParameterChanged, PersonalDataSeen
from yingda.platform.ports import Bus


def listen(bus: Bus, system: System) -> None:
    bus.hears("system", PersonalDataSeen, system.personal_data_seen)
    bus.hears("system", ParameterChanged, system.parameter_changed)
    bus.hears("system", UserSignedIn, system.user_signed_in)
    bus.hears("system", UserSignedOut, system.user_signed_out)
    bus.hears("system", SignInFailed, system.sign_in_failed)
    bus.hears("system", UserLockedOut, system.user_locked_out)
    bus.hears("system", FlowPublished, system.flow_published)
