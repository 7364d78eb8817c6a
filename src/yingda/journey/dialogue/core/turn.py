"""One step while it is being taken: collects what comes of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from yingda.journey.dialogue.core.hours import is_open
from yingda.journey.dialogue.core.speaking import sounds
from yingda.journey.dialogue.model.flow import (
    Ask,
    Assign,
    Attach,
    Branch,
    Collect,
    End,
    Identify,
    Lookup,
    Menu,
    Parts,
    Published,
    Queue,
    Say,
)
from yingda.journey.dialogue.model.session import (
    Attached,
    Entered,
    Fact,
    Identified,
    Over,
    Phase,
    Question,
    Session,
    Started,
    Step,
    Wanted,
)
from yingda.kernel.ids import BranchId
from yingda.messages import channels as line
from yingda.messages.channels import LineAct

SAYING_LASTS = timedelta(seconds=120)
"""A prompt whose end is not heard of is taken as heard out then."""
ANSWER_LASTS = timedelta(seconds=30)
"""A question whose answer is lost with a process counts as failed then."""
MOST_VISITS = 100
"""Nodes entered and prompts repeated, after which a caller comes to a human."""
KNOWN_BY_NUMBER = frozenset({"record", "segment", "area-code"})


class Turn:
    def __init__(
        self, published: Published, session: Session, moment: datetime
    ) -> None:
        self.published = published
        self.flow = published.flow
        self.session = replace(session, turn=session.turn + 1)
        self._moment = moment
        self._acts: list[LineAct] = []
        self._facts: list[Fact] = []
        self._wake: timedelta | None = None
        self._question: Question | None = None
        self._sayings = 0

    def done(self) -> Step:
        return Step(
            self.session,
            _heard_of(self._acts),
            tuple(self._facts),
            self._wake,
            self._question,
        )

    # --- small moves ------------------------------------------------------------------

    def change(
        self,
        *,
        phase: Phase | None = None,
        why: str | None = None,
        tries: int | None = None,
        digits: str | None = None,
        choice: str | None = None,
    ) -> None:
        now = self.session
        self.session = replace(
            now,
            phase=now.phase if phase is None else phase,
            why=now.why if why is None else why,
            tries=now.tries if tries is None else tries,
            digits=now.digits if digits is None else digits,
            path=now.path if choice is None else (*now.path, choice),
        )

    def know(self, values: Mapping[str, str]) -> None:
        self.session = replace(
            self.session, variables={**self.session.variables, **values}
        )

    def act(self, act: LineAct) -> None:
        if not self.session.is_answered:
            self.session = replace(self.session, is_answered=True)
            self._acts.append(line.Answer())
        self._acts.append(act)

    def tell(self, fact: Fact) -> None:
        self._facts.append(fact)

    def wake(self, *, seconds: float) -> None:
        self._wake = timedelta(seconds=seconds)

    def say(self, parts: Parts) -> bool:
        """False if there is nothing to say; then nothing is waited for either."""
        prompts = sounds(self.published, parts, self.session.variables)
        if not prompts:
            return False
        self._sayings += 1
        session = self.session
        saying_id = f"{session.contact_id}-{session.turn}-{self._sayings}"
        self.act(line.Say(saying_id=saying_id, prompts=prompts))
        self.session = replace(self.session, saying=saying_id)
        self._wake = SAYING_LASTS
        return True

    def hush(self) -> None:
        if self.session.saying is not None:
            self.act(line.Hush(saying_id=self.session.saying))
        self.heard()

    def heard(self) -> None:
        self.session = replace(self.session, saying=None)

    def music(self, *, seconds: float) -> None:
        self.heard()
        self.act(line.PlayMusic())
        self.wake(seconds=seconds)

    def ask(self, name: str, seconds: float | None) -> None:
        self._question = Question(name, seconds)
        self._wake = ANSWER_LASTS + timedelta(seconds=seconds or 0)

    # --- larger ones ------------------------------------------------------------------

    def go(self, to: str) -> None:
        """Through all nodes that need nobody, up to one that waits."""
        next_node: str | None = to
        while next_node is not None:
            node = self.flow.nodes[next_node]
            if self._count() > MOST_VISITS and not isinstance(node, Queue | End):
                self.change(why="timeout")
                next_node = self.flow.human
            self.session = replace(
                self.session, node=next_node, tries=0, digits="", saying=None
            )
            next_node = self._enter()

    def _count(self) -> int:
        self.session = replace(self.session, visits=self.session.visits + 1)
        return self.session.visits

    def _enter(self) -> str | None:
        """Where to go on at once, or None where there is something to wait for."""
        node = self.flow.nodes[self.session.node]
        match node:
            case Branch() | Assign() | Lookup() | Attach():
                return self._pass(node)
            case Say():
                self.change(phase=Phase.SAYING)
                return None if self.say(node.prompts) else node.next
            case Menu() | Collect():
                self.offer(node)
            case Identify() | Ask():
                self._put(node)
            case Queue():
                self._queue(node)
            case End():
                self._close(node)
        return None

    def _pass(self, node: Branch | Assign | Lookup | Attach) -> str:
        match node:
            case Branch():
                return node.cases.get(self._value(node.on), node.otherwise)
            case Assign():
                self.set(node.values)
            case Lookup():
                found = self.flow.tables[node.table].get(self._value(node.by))
                if found is None:
                    return node.missing
                self.set({node.into: found})
                return node.found
            case Attach():
                self._attach(node)
        return node.next

    def _put(self, node: Identify | Ask) -> None:
        self.change(phase=Phase.ASKING)
        match node:
            case Identify():
                self.ask("caller", None)
            case Ask():
                self.say(node.prompts)
                self.ask(node.question, node.seconds)

    def offer(self, node: Menu | Collect, *, first: str | None = None) -> None:
        """Asks for keys, after a word on what went wrong where there is one."""
        self._count()
        self.change(phase=Phase.LISTENING, digits="")
        self.tell(Entered(self.session.node))
        self.listen(node, first=first)

    def listen(self, node: Menu | Collect, *, first: str | None = None) -> None:
        if not self.say((*((first,) if first else ()), *node.prompts)):
            self.wake(seconds=node.seconds)

    def set(self, values: Mapping[str, str]) -> None:
        """Variables may be set from variables: `{area_code}`."""
        known = self.session.variables
        self.know(
            {
                name: known.get(value[1:-1], "") if value.startswith("{") else value
                for name, value in values.items()
            }
        )
        self.identify()

    def start(self) -> None:
        """Who calls is known as far as it will be: the variant is chosen by it."""
        session = self.session
        brand = session.variables["brand"]
        variant = next(
            (
                one.name
                for one in self.flow.variants
                if (not one.tiers or session.tier_id in one.tiers)
                and (not one.brands or brand in one.brands)
            ),
            "",
        )
        self.know({"variant": variant})
        self.session = replace(self.session, is_started=True)
        self.tell(Started(variant))
        self.identify()

    def identify(self, *, default: BranchId | None = None) -> None:
        """Tells once where the caller belongs, as soon as it is known."""
        variables = self.session.variables
        branch = variables.get("branch", "")
        if self.session.is_identified or not (branch or default):
            return
        how = variables.get("known_by", "")
        if not branch:
            branch, how = str(default), "default"
            self.know({"branch": branch})
        elif how not in KNOWN_BY_NUMBER:
            how = "key"
        self.session = replace(self.session, is_identified=True)
        self.tell(Identified(BranchId(branch), how))

    def _value(self, name: str) -> str:
        group, colon, hours = name.partition(":")
        if colon:
            opened = is_open(self.flow.hours[hours], self._moment)
            return "open" if opened else "closed"
        if group == "path":
            return "/".join(self.session.path)
        return self.session.variables.get(name, "")

    def _attach(self, node: Attach) -> None:
        values = {name: self._value(name) for name in node.variables}
        data = {name: value for name, value in values.items() if value}
        if data:
            self.tell(Attached(data))

    def _queue(self, node: Queue) -> None:
        self.identify(default=self.flow.home_branch)
        branch = BranchId(self.session.variables["branch"])
        why = node.why or self.session.why
        self.tell(Wanted(why, node.queue, branch, node.needs))
        self.over("queued")
        self.change(phase=Phase.QUEUED)
        self.session = replace(self.session, announced=0, is_asking_place=False)
        if not self.say(node.prompts):
            self.music(seconds=self.flow.wait.first_seconds)

    def _close(self, node: End) -> None:
        self.change(phase=Phase.CLOSING, tries=0)
        self.over("done")
        if not self.say(node.prompts):
            self.end_call()

    def end_call(self) -> None:
        self.heard()
        self.act(line.EndCall())
        self.wake(seconds=10)

    def over(self, outcome: str) -> None:
        if self.session.is_started and not self.session.is_over:
            self.session = replace(self.session, is_over=True)
            self.tell(Over(outcome))

    def leave(self) -> None:
        self.over("left")
        self.heard()
        self.change(phase=Phase.ENDED)

    # --- in the queue -----------------------------------------------------------------

    def ask_place(self) -> None:
        self.session = replace(self.session, is_asking_place=True)
        self.ask("place", None)

    def announce(self, parts: Parts) -> None:
        self.session = replace(
            self.session, is_asking_place=False, announced=self.session.announced + 1
        )
        if not self.say(parts):
            self.wake(seconds=self.flow.wait.every_seconds)

    def wait_on(self) -> None:
        """Music until the next announcement."""
        wait = self.flow.wait
        is_first = not self.session.announced
        self.session = replace(self.session, is_asking_place=False)
        self.music(seconds=wait.first_seconds if is_first else wait.every_seconds)

    def wait_again(self) -> None:
        """The caller was with an agent, and waits for another one now."""
        self.session = replace(self.session, announced=0)
        self.change(phase=Phase.QUEUED)
        self.wait_on()


def _heard_of(acts: list[LineAct]) -> tuple[LineAct, ...]:
    """Without what would be stopped before anybody heard it."""
    sounds_at = [
        at for at, act in enumerate(acts) if isinstance(act, line.Say | line.PlayMusic)
    ]
    dropped = {
        act.saying_id
        for at, act in enumerate(acts)
        if isinstance(act, line.Say) and at != sounds_at[-1]
    }
    return tuple(
        act
        for act in acts
        if not (isinstance(act, line.Say | line.Hush) and act.saying_id in dropped)
    )
