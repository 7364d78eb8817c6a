"""What happens next in a dialogue, for whatever happened.

Pure: the same session and input give the same step, so a day can be walked again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from yingda.journey.dialogue.core.turn import MOST_VISITS, Turn
from yingda.journey.dialogue.model.flow import (
    Ask,
    Choice,
    Collect,
    Identify,
    Menu,
    Published,
    Say,
)
from yingda.journey.dialogue.model.session import (
    Answered,
    BackEndFailed,
    Chosen,
    Input,
    News,
    Phase,
    Question,
    Session,
    Step,
    TimedOut,
)
from yingda.kernel.ids import CustomerId, TierId
from yingda.messages.channels import HeardOut, Left, Pressed


def begin(published: Published, session: Session, moment: datetime) -> Step:
    """The first step of a caller who has just arrived."""
    turn = Turn(published, session, moment)
    known = "known" if session.customer_id else "unknown"
    turn.know(
        {
            "language": published.flow.languages[0],
            "tier": session.tier_id,
            "brand": "",
            "customer": known,
            "care": "none",
            **session.variables,
        }
    )
    turn.go(published.flow.start)
    return turn.done()


def step(
    published: Published, session: Session, given: Input, moment: datetime
) -> Step | None:
    """None if the input is late, doubled, or means nothing here: nothing changes."""
    if session.phase is Phase.ENDED or _is_late(session, given):
        return None
    if given is News.RESUMED:
        # Whoever decided to answer may have died before they did it.
        session = replace(session, is_answered=False)
    turn = Turn(published, session, moment)
    if isinstance(given, Left) or given is News.GONE:
        turn.leave()
        return turn.done()
    return turn.done() if _TAKE[session.phase](turn, given) else None


def pending(published: Published, session: Session) -> Question | None:
    """The back-end question that the session waits for."""
    if session.is_asking_place:
        return Question("place", None)
    if session.phase is not Phase.ASKING:
        return None
    match published.flow.nodes[session.node]:
        case Identify():
            return Question("caller", None)
        case Ask() as node:
            return Question(node.question, node.seconds)
        case _:
            return None


def _is_late(session: Session, given: Input) -> bool:
    match given:
        case TimedOut() | Answered() | BackEndFailed():
            return given.turn != session.turn
        case HeardOut():
            return given.saying_id != session.saying
        case _:
            return False


# --- by phase; each returns False for what means nothing in it -------------------------


def _saying(turn: Turn, given: Input) -> bool:
    node = turn.flow.nodes[turn.session.node]
    if not isinstance(node, Say):
        return False
    match given:
        case HeardOut() | TimedOut():
            turn.go(node.next)
        case Pressed():
            turn.hush()
            turn.go(node.next)
            # Who knows the way need not hear it: the key counts for what comes next.
            if turn.session.phase is Phase.LISTENING:
                _listening(turn, given)
        case News.RESUMED:
            turn.say(node.prompts)
        case _:
            return False
    return True


def _listening(turn: Turn, given: Input) -> bool:
    node = turn.flow.nodes[turn.session.node]
    if not isinstance(node, Menu | Collect):
        return False
    match given:
        case HeardOut():
            turn.heard()
            turn.wake(seconds=node.seconds)
        case TimedOut() if turn.session.saying is not None:
            turn.hush()
            turn.wake(seconds=node.seconds)
        case TimedOut():
            _silence(turn, node)
        case Pressed():
            turn.hush()
            _press(turn, node, given.key)
        case News.RESUMED:
            turn.change(digits="")
            turn.listen(node)
        case _:
            return False
    return True


def _press(turn: Turn, node: Menu | Collect, key: str) -> None:
    match node:
        case Menu():
            choice = node.choices.get(key)
            if choice is not None:
                _choose(turn, choice)
            elif key == node.repeat:
                turn.tell(Chosen(turn.session.node, "repeat"))
                _again(turn, node)
            else:
                _wrong(turn, node)
        case Collect():
            if key == node.ends_with:
                _entered(turn, node)
            elif not key.isdigit():
                _wrong(turn, node)
            else:
                turn.change(digits=turn.session.digits + key)
                if len(turn.session.digits) >= node.longest:
                    _entered(turn, node)
                else:
                    turn.wake(seconds=node.between_seconds)


def _choose(turn: Turn, choice: Choice) -> None:
    turn.tell(Chosen(turn.session.node, choice.name))
    turn.change(why="key", choice=choice.name)
    turn.set(choice.sets)
    turn.go(choice.to)


def _entered(turn: Turn, node: Collect) -> None:
    if len(turn.session.digits) < node.shortest:
        _wrong(turn, node)
        return
    turn.tell(Chosen(turn.session.node, "entered"))
    turn.know({node.into: turn.session.digits})
    turn.change(why="key")
    turn.go(node.next)


def _silence(turn: Turn, node: Menu | Collect) -> None:
    """No key for too long; a few digits and then nothing may be all there was to key."""
    if isinstance(node, Collect) and len(turn.session.digits) >= node.shortest:
        _entered(turn, node)
        return
    turn.tell(Chosen(turn.session.node, "timeout"))
    _retry(turn, node, node.no_key, turn.flow.silent_prompt)


def _wrong(turn: Turn, node: Menu | Collect) -> None:
    turn.tell(Chosen(turn.session.node, "wrong"))
    _retry(turn, node, node.wrong_key, turn.flow.wrong_prompt)


def _retry(
    turn: Turn, node: Menu | Collect, in_the_end: str | None, sorry: str | None
) -> None:
    if turn.session.tries < node.retries:
        turn.change(tries=turn.session.tries + 1)
        turn.offer(node, first=sorry)
    else:
        turn.change(why="timeout")
        turn.go(in_the_end or turn.flow.human)


def _again(turn: Turn, node: Menu) -> None:
    """Hearing it again costs no try, but going on so for ever leads to a human."""
    if turn.session.visits < MOST_VISITS:
        turn.offer(node)
    else:
        turn.change(why="timeout")
        turn.go(turn.flow.human)


def _asking(turn: Turn, given: Input) -> bool:
    node = turn.flow.nodes[turn.session.node]
    match given, node:
        case Answered(), Identify():
            _introduce(turn, given.values)
            turn.start()
            turn.go(node.next)
        case ((BackEndFailed() | TimedOut()), Identify()):
            turn.start()
            turn.change(why="back-end")
            turn.go(node.failed)
        case Answered(), Ask() if given.outcome in node.cases:
            turn.know(given.values)
            turn.hush()
            turn.go(node.cases[given.outcome])
        case ((Answered() | BackEndFailed() | TimedOut()), Ask()):
            turn.hush()
            turn.change(why="back-end")
            turn.go(node.failed or turn.flow.human)
        case News.RESUMED, (Identify() | Ask()):
            turn.heard()
            question = pending(turn.published, turn.session)
            assert question is not None
            turn.ask(question.name, question.seconds)
        case _:
            return False
    return True


def _introduce(turn: Turn, values: Mapping[str, str]) -> None:
    turn.know(values)
    customer = values.get("customer_id", "")
    turn.session = replace(
        turn.session,
        customer_id=CustomerId(customer) if customer else turn.session.customer_id,
        tier_id=TierId(values.get("tier", turn.session.tier_id)),
    )
    turn.know({"customer": "known" if turn.session.customer_id else "unknown"})


def _queued(turn: Turn, given: Input) -> bool:
    session, wait = turn.session, turn.flow.wait
    match given:
        case HeardOut():
            turn.wait_on()
        case TimedOut() if session.saying is not None or session.is_asking_place:
            turn.wait_on()
        case TimedOut():
            turn.ask_place()
        case Answered() if session.is_asking_place:
            turn.know({"position": "", "minutes": ""} | dict(given.values))
            has_estimate = bool(given.values.get("minutes"))
            turn.announce((*wait.position, *(wait.estimate if has_estimate else ())))
        case BackEndFailed() if session.is_asking_place:
            turn.announce(wait.hold)
        case News.BRIDGED:
            turn.heard()
            turn.change(phase=Phase.SERVED)
        case News.RESUMED:
            turn.wait_on()
        case _:
            return False
    return True


def _served(turn: Turn, given: Input) -> bool:
    if given is not News.WAITING:
        return False
    turn.wait_again()
    return True


def _closing(turn: Turn, given: Input) -> bool:
    match given:
        case HeardOut() | News.RESUMED:
            turn.end_call()
        case TimedOut() if turn.session.tries < 3:
            turn.change(tries=turn.session.tries + 1)
            turn.end_call()
        case TimedOut():
            turn.leave()
        case _:
            return False
    return True


def _ended(turn: Turn, given: Input) -> bool:
    return False


_TAKE: Mapping[Phase, Callable[[Turn, Input], bool]] = {
    Phase.SAYING: _saying,
    Phase.LISTENING: _listening,
    Phase.ASKING: _asking,
    Phase.QUEUED: _queued,
    Phase.SERVED: _served,
    Phase.CLOSING: _closing,
    Phase.ENDED: _ended,
}
