"""Why contacts may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import ContactId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class UnknownContact(Refusal):
    """No contact of this id has reached us, or not in the asker's scope."""

    code = "unknown-contact"
    status = 404

    contact_id: ContactId
