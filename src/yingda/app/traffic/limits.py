"""How busy the demo is: a rule like any other, changed while it runs."""

from typing import Annotated

from msgspec import Meta, Struct

from yingda.app.settings import MOST


class Limits(Struct, frozen=True, kw_only=True):
    """Simulated traffic. Each start of the centre begins with the setting `traffic`."""

    level: Annotated[float, Meta(ge=0, le=MOST)] = 0.0
    """0 is quiet, 1 gentle, 5 five times as busy."""
    chats: Annotated[float, Meta(ge=0, le=1)] = 0.3
    """So many of those who come write at the page instead of calling."""
