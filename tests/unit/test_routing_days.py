"""Whatever the day brings, these hold: the floor against a plain account of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import HOME, NOON
from builders_routing import Play, idle, waiting
from yingda.journey.routing.core.floor import Changes, built
from yingda.journey.routing.core.rules import Rules, moment
from yingda.journey.routing.core.turn import decide
from yingda.journey.routing.limits import ChooseBy, Limits, Queue, Tier, Widening
from yingda.kernel.ids import AgentId, ContactId, QueueId, Skill, TierId
from yingda.messages.channels import Channel, LegEnd
from yingda.messages.desk import AgentState
from yingda.messages.routing import (
    Bridge,
    Change,
    Departed,
    End,
    Entry,
    Expire,
    Idle,
    Input,
    Join,
    Joined,
    Miss,
    Missed,
    Offered,
    Rise,
    Rose,
    Sat,
    Sit,
    Stays,
    Waiting,
    Wake,
    Withdrawn,
)

VOICE = Channel.VOICE


def _queue(name: str, level: int, by: ChooseBy, neighbour: str) -> Queue:
    return Queue(
        id=QueueId(name),
        skills={Skill(name): level},
        choose_by=by,
        widen=(
            Widening(after=timedelta(seconds=20), lower_levels_by=2),
            Widening(after=timedelta(seconds=60), neighbours=(QueueId(neighbour),)),
        ),
        overflow_after=timedelta(seconds=100) if name == "billing" else None,
        overflow_to=QueueId(neighbour) if name == "billing" else None,
    )


def _limits(*ways: ChooseBy) -> Limits:
    """The three queues, each with its way of choosing."""
    fault, billing, general = ways
    return Limits(
        queues=(
            _queue("fault", 3, fault, "billing"),
            _queue("billing", 4, billing, "general"),
            _queue("general", 1, general, "fault"),
        ),
        tiers=(
            Tier(id=TierId("vip"), head_start=timedelta(seconds=90)),
            Tier(id=TierId("standard"), longest_wait=timedelta(seconds=80)),
        ),
    )


LIMITS = _limits(ChooseBy.LONGEST_IDLE, ChooseBy.BEST_SKILL, ChooseBy.LEAST_BUSY)

# --- a day: inputs are made when their turn comes, from what is on the floor then --------

Step = Callable[[Play, datetime], Input | None]
contact_ids = st.sampled_from("stuvwxyz")
agent_ids = st.sampled_from("abcde")
levels = st.integers(1, 9)
can = st.dictionaries(st.sampled_from(["fault", "billing", "general"]), levels)


def _join(name: str, queue: str, tier: str, entry: Entry, wants: str, how: int) -> Step:
    def make(_: Play, at: datetime) -> Input:
        wanted = wants if how else None
        contact = waiting(
            name,
            queue,
            at=at,
            tier=tier,
            entry=entry,
            wants=wanted,
            only=how == 2,
        )
        return Join(contact=contact)

    return make


def _sit(name: str, skills: dict[str, int], capacity: int, ago: int) -> Step:
    def make(_: Play, at: datetime) -> Input:
        words = [f"{skill}:{level}" for skill, level in skills.items()] or ["none"]
        since = at - timedelta(seconds=ago)
        return Sit(idle=idle(name, *words, at=since, capacity=capacity))

    return make


def _rise(name: str, state: AgentState) -> Step:
    def make(_: Play, at: datetime) -> Input:
        return Rise(agent_id=AgentId(name), state=state, at=at, scope=HOME)

    return make


def _rung(kind: str, name: str, why: LegEnd) -> Step:
    """About a contact that rings, if it does."""

    def make(play: Play, _: datetime) -> Input | None:
        ringing = play.floor.ringing.get(ContactId(name))
        if ringing is None:
            return None
        contact_id, leg_id = ContactId(name), ringing.leg_id
        match kind:
            case "bridge":
                agent_id = ringing.agent_id
                return Bridge(contact_id=contact_id, leg_id=leg_id, agent_id=agent_id)
            case "miss":
                return Miss(contact_id=contact_id, leg_id=leg_id, why=why)
            case _:
                return Expire(contact_id=contact_id, leg_id=leg_id)

    return make


steps = st.one_of(
    st.builds(
        _join,
        contact_ids,
        st.sampled_from(["fault", "billing", "general"]),
        st.sampled_from(["vip", "standard", "other"]),
        st.sampled_from(Entry),
        agent_ids,
        st.sampled_from([0, 0, 0, 1, 2]),
    ),
    st.builds(_sit, agent_ids, can, st.sampled_from([1, 1, 2]), st.integers(0, 5)),
    st.builds(_rise, agent_ids, st.sampled_from(list(AgentState))),
    st.builds(
        _rung,
        st.sampled_from(["bridge", "miss", "expire"]),
        contact_ids,
        st.sampled_from([LegEnd.DECLINED, LegEnd.UNREACHABLE]),
    ),
    contact_ids.map(lambda name: lambda *_: End(contact_id=ContactId(name))),
    contact_ids.map(lambda name: lambda *_: Wake(contact_id=ContactId(name))),
)
days = st.lists(st.tuples(st.integers(0, 40), steps), max_size=50)


@dataclass
class Account:
    """The same fold as the floor's, by plain dictionaries, complaining where it cannot be."""

    waiting: dict[ContactId, Waiting] = field(default_factory=dict)
    ringing: dict[ContactId, tuple[Waiting, AgentId]] = field(default_factory=dict)
    idle: dict[AgentId, Idle] = field(default_factory=dict)
    turns: dict[AgentId, datetime] = field(default_factory=dict)
    joined: int = 0
    departed: int = 0

    def note(self, change: Change) -> None:  # noqa: C901 - one case a kind
        match change:
            case Joined(contact=contact):
                assert contact.contact_id not in self.waiting | self.ringing
                self.waiting[contact.contact_id] = contact
                self.joined += 1
            case Stays(contact=contact):
                assert contact.contact_id in self.waiting
                self.waiting[contact.contact_id] = contact
            case Sat(idle=idle):
                self.idle[idle.agent_id] = idle
            case Rose(agent_id=agent_id):
                self.idle.pop(agent_id, None)
            case Offered(contact_id=contact_id, agent_id=agent_id):
                # Nobody is routed twice, and no agent is booked beyond their room.
                assert self.room(self.idle[agent_id]) > 0
                self.turns[agent_id] = change.at
                self.ringing[contact_id] = self.waiting.pop(contact_id), agent_id
                if self.idle[agent_id].capacity[VOICE] == 1:
                    del self.idle[agent_id]
            case Missed(contact_id=contact_id):
                self.waiting[contact_id], _ = self.ringing.pop(contact_id)
            case Withdrawn(contact_id=contact_id):
                assert contact_id in self.ringing
            case Departed(contact_id=contact_id):
                where = self.waiting if contact_id in self.waiting else self.ringing
                del where[contact_id]
                self.departed += 1

    def room(self, idle: Idle) -> int:
        rung = [agent for _, agent in self.ringing.values() if agent == idle.agent_id]
        return idle.capacity[VOICE] - idle.load.get(VOICE, 0) - len(rung)


def fits(rules: Rules, contact: Waiting, idle: Idle) -> bool:
    """May the agent serve the contact? Said without any index."""
    standing, have = rules.stand(contact), dict(rules.profile(idle))
    if standing.only is not None:
        return standing.only == idle.agent_id
    return any(
        all(have.get(name, 0) >= level for name, level in ask) for ask in standing.asks
    )


def play_day(
    day: list[tuple[int, Step]], limits: Limits = LIMITS
) -> tuple[Play, list[tuple[Input, datetime]]]:
    """Plays the day and checks after every turn all that must hold at any moment."""
    play, account, taken, at = Play(limits), Account(), [], NOON
    for pause, step in day:
        at += timedelta(seconds=pause)
        happening = step(play, at)
        if happening is None:
            continue
        taken.append((happening, at))
        check_turn(play, account, happening, at)
    return play, taken


def check_turn(play: Play, account: Account, taken: Input, at: datetime) -> None:
    before = Account(
        dict(account.waiting),
        dict(account.ringing),
        dict(account.idle),
        dict(account.turns),
    )
    changes = play.take(taken, at)
    for change in changes:
        account.note(change)
    rules = play.floor.rules
    assert account.joined - account.departed == len(account.waiting) + len(
        account.ringing
    )
    assert not [
        (contact, agent)
        for contact in account.waiting.values()
        for agent in account.idle.values()
        if account.room(agent) > 0 and fits(rules, contact, agent)
    ]
    if isinstance(taken, Sit):
        check_contact_chosen(before, changes, rules, at)
    if isinstance(taken, Join):
        check_agent_chosen(before, changes, rules)


def check_contact_chosen(
    before: Account, changes: Changes, rules: Rules, at: datetime
) -> None:
    """A free agent gets the first of all they can serve: due first, then by order."""
    match changes:
        case (Sat(idle=agent), Offered(contact_id=chosen), *_):
            able = [c for c in before.waiting.values() if fits(rules, c, agent)]
            assert (
                chosen == min(able, key=lambda c: _turn(rules, c, agent, at)).contact_id
            )
        case _:
            pass


def _turn(
    rules: Rules, contact: Waiting, agent: Idle, at: datetime
) -> tuple[object, ...]:
    standing = rules.stand(contact)
    is_passed = agent.agent_id in contact.passed
    if standing.due is not None and standing.due <= moment(at):
        return is_passed, 0, standing.due, contact.contact_id
    return is_passed, 1, standing.order, contact.contact_id


def check_agent_chosen(before: Account, changes: Changes, rules: Rules) -> None:
    """A contact gets the best of all who can serve it, by the rule of its queue."""
    match changes:
        case (Joined(contact=contact), Offered() as offered):
            pass
        case _:
            return
    if contact.wanted_agent == offered.agent_id:
        return
    free = [each for each in before.idle.values() if before.room(each) > 0]
    able = [each for each in free if fits(rules, contact, each)]
    best = min(able, key=lambda each: _preference(before, rules, contact, each))
    assert offered.agent_id == best.agent_id


def _preference(
    account: Account, rules: Rules, contact: Waiting, agent: Idle
) -> tuple[object, ...]:
    queue = rules.queue(contact.queue_id)
    skill = Skill(contact.queue_id)
    value = {
        ChooseBy.LONGEST_IDLE: 0,
        ChooseBy.BEST_SKILL: -agent.skills[skill],
        ChooseBy.SPARING: len(agent.skills),
        ChooseBy.LEAST_BUSY: agent.capacity[VOICE] - account.room(agent),
        ChooseBy.ROUND_ROBIN: 0,
    }[queue.choose_by]
    if queue.choose_by is ChooseBy.ROUND_ROBIN:
        never = datetime.min.replace(tzinfo=NOON.tzinfo)
        return value, account.turns.get(agent.agent_id, never), agent.agent_id
    return value, agent.since, agent.agent_id


@given(days)
@settings(max_examples=100, deadline=None)
@pytest.mark.row("CT-04")
def test_nobody_is_lost_or_routed_twice_and_no_able_agent_idles_beside_a_waiting_contact(
    day: list[tuple[int, Step]],
) -> None:
    play_day(day)


@pytest.mark.parametrize("way", ChooseBy)
@given(days)
@settings(max_examples=30, deadline=None)
@pytest.mark.row("CT-04")
def test_whatever_the_rule_nobody_is_lost_no_able_agent_idles_and_the_rule_is_kept(
    way: ChooseBy, day: list[tuple[int, Step]]
) -> None:
    play_day(day, _limits(way, way, way))


@pytest.mark.parametrize("way", ChooseBy)
@given(days)
@settings(max_examples=20, deadline=None)
@pytest.mark.row("CT-04")
def test_the_same_day_gives_the_same_offers(
    way: ChooseBy, day: list[tuple[int, Step]]
) -> None:
    limits = _limits(way, way, way)
    play, taken = play_day(day, limits)
    again = Play(limits)
    for happening, at in taken:
        again.take(happening, at)

    assert again.changes == play.changes


@given(days, st.sampled_from(ChooseBy))
@settings(max_examples=60, deadline=None)
def test_a_floor_rebuilt_from_what_it_is_decides_as_the_old_one(
    day: list[tuple[int, Step]], way: ChooseBy
) -> None:
    limits = _limits(way, ChooseBy.LONGEST_IDLE, way)
    play, _ = play_day(day, limits)
    rebuilt = built(Rules(limits), play.floor.changes())
    at = NOON + timedelta(hours=2)

    for name in "abcde":
        sit = Sit(idle=idle(name, "fault", "billing", "general", at=at))
        assert decide(rebuilt, sit, at) == decide(play.floor, sit, at)
    for queue in ("fault", "billing", "general"):
        contact = waiting("new", queue, at=at)
        joins = Join(contact=contact)
        assert decide(rebuilt, joins, at) == decide(play.floor, joins, at)
    for name in "stuvwxyz":
        for taken in (
            Wake(contact_id=ContactId(name)),
            End(contact_id=ContactId(name)),
        ):
            assert decide(rebuilt, taken, at) == decide(play.floor, taken, at)
