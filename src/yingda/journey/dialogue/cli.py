"""Flows on the command line: checked, heard and walked without a telephone."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from yingda.journey.dialogue.core import checking, lexicon
from yingda.journey.dialogue.core.reading import read
from yingda.journey.dialogue.core.speaking import LITERAL, texts
from yingda.journey.dialogue.core.steps import begin, step
from yingda.journey.dialogue.errors import FlowUnreadable
from yingda.journey.dialogue.model.flow import Flow, Published
from yingda.journey.dialogue.model.session import (
    Answered,
    BackEndFailed,
    Input,
    Phase,
    Session,
    Step,
    TimedOut,
)
from yingda.journey.dialogue.ports import Sounds
from yingda.kernel.ids import ContactId, PointId, QueueId, TierId
from yingda.messages.channels import EndCall, HeardOut, Left, PlayMusic, Pressed, Say

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="TOML")]
CALL = ContactId("walk")
HELP = "Keys are pressed one after the other; Enter waits; q hangs up."


def commands(
    sounds: Callable[[], Sounds], queues: Callable[[], Collection[QueueId]]
) -> typer.Typer:
    """`yingda flows …`; `queues` are those that a flow may lead to."""
    app = typer.Typer(no_args_is_help=True, help="What callers hear, as data.")

    @app.command()
    def check(file: File) -> None:
        """Says what would lose callers in this flow; nothing is published."""
        flow = _read(file)
        faults = checking.check(flow, queues())
        for fault in faults:
            typer.echo(str(fault))
        if faults:
            raise typer.Exit(1)
        typer.echo(f"{flow.flow_id}: {len(flow.nodes)} nodes, sound")

    @app.command()
    def say(text: str, language: str = lexicon.languages()[0]) -> None:
        """Renders a text as callers hear it and prints where the file is."""
        if language not in lexicon.languages():
            raise typer.BadParameter(" or ".join(lexicon.languages()))
        typer.echo(sounds().sound(f"{LITERAL}/{language}/{text}") + ".wav")

    @app.command()
    def walk(
        file: File, brand: str = "none", tier: str = "standard", branch: str = "sn.xa"
    ) -> None:
        """Goes through a flow with the keys of the keyboard."""
        published = Published(flow=_read(file), version=1)
        if checking.check(published.flow, queues()):
            raise typer.BadParameter("the flow has faults: see `yingda flows check`")
        caller = {
            "brand": brand,
            "tier": tier,
            "branch": branch,
            "known_by": "record" if branch else "nothing",
            "customer_id": "walk",
        }
        typer.echo(HELP)
        _walk(published, caller)

    return app


def _read(file: Path) -> Flow:
    try:
        return read(file.read_text("utf-8"))
    except FlowUnreadable as refused:
        typer.echo(f"{file}: {refused.reason}", err=True)
        raise typer.Exit(1) from refused


def _walk(published: Published, caller: dict[str, str]) -> None:
    now = datetime.now(UTC)  # noqa: TID251  # whoever walks has no centre and no clock
    session = Session(
        contact_id=CALL,
        point_id=PointId("walk"),
        customer_id=None,
        tier_id=TierId(caller["tier"]),
    )
    spoken = {**lexicon.texts(), **texts(published)}
    taken = begin(published, session, now)
    while True:
        for line in _shown(taken, spoken):
            typer.echo(line)
        if taken.session.phase in (Phase.QUEUED, Phase.ENDED, Phase.CLOSING):
            return
        for given in _given(taken, caller):
            taken = step(published, taken.session, given, now) or taken


def _shown(taken: Step, spoken: dict[str, str]) -> Iterator[str]:
    for act in taken.acts:
        match act:
            case Say():
                words = [spoken.get(one, one.split("/", 2)[2]) for one in act.prompts]
                yield f"[{taken.session.node}] {' '.join(words)}"
            case PlayMusic():
                yield "♪"
            case EndCall():
                yield "—"
            case _:
                pass
    for fact in taken.facts:
        yield f"    {fact}"


def _given(taken: Step, caller: dict[str, str]) -> Iterator[Input]:
    """What happens next: the back end's answer, what is keyed, or silence."""
    turn, saying = taken.session.turn, taken.session.saying
    if taken.question is not None:
        yield _answered(taken.question.name, turn, caller)
        return
    if taken.session.phase is Phase.SAYING:
        yield HeardOut(contact_id=CALL, saying_id=saying or "")
        return
    keyed = typer.prompt("?", default="", show_default=False)
    if keyed == "q":
        yield Left(contact_id=CALL)
    elif not keyed:
        if saying is not None:
            yield HeardOut(contact_id=CALL, saying_id=saying)
        yield TimedOut(turn=turn + (saying is not None))
    for key in keyed:
        yield Pressed(contact_id=CALL, key=key)


def _answered(name: str, turn: int, caller: dict[str, str]) -> Input:
    if name == "caller":
        return Answered(turn=turn, outcome="known", values=caller)
    outcomes = checking.QUESTIONS[name]
    shown = ", ".join((*outcomes, "failed"))
    outcome = typer.prompt(f"{name}: {shown}?", default="failed")
    if outcome not in outcomes:
        return BackEndFailed(turn=turn)
    values = dict.fromkeys(outcomes[outcome], "1")
    return Answered(turn=turn, outcome=outcome, values=values)
