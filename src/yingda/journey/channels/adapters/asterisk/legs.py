"""What we know of each line between what we asked for and what Asterisk told us."""

from dataclasses import dataclass, field

from yingda.journey.channels.model import Door, Line, LineId, Number, TalkId


@dataclass(slots=True, kw_only=True)
class Leg:
    line_id: LineId
    caller: Number | None = None
    called: str = ""
    door: Door | None = None
    """None for lines that we made."""
    account: str = ""
    is_up: bool = False
    has_rung: bool = False
    is_ending: bool = False
    """It is being hung up by somebody: nothing but its end is told any more."""
    is_ended_by_us: bool = False
    talk_id: TalkId | None = None
    """Where it is, or where we have just sent it."""
    told_talk_id: TalkId | None = None
    sayings: set[str] = field(default_factory=set)
    """Those that have not ended; two for the moment in which one stops another."""
    said: set[str] = field(default_factory=set)
    may_have_music: bool = False
    listens_to: LineId | None = None

    def line(self) -> Line:
        return Line(
            line_id=self.line_id,
            is_up=self.is_up,
            is_inbound=self.door is not None,
            caller=self.caller,
            called=self.called,
            door=self.door,
            talk_id=self.talk_id,
            account=self.account,
        )


Legs = dict[LineId, Leg]
