"""Which idle agent a contact is given to, and why."""

from collections.abc import Collection
from datetime import datetime

from yingda.journey.routing.core.bench import Bench, first, goodness
from yingda.journey.routing.core.floor import Floor
from yingda.journey.routing.core.rules import fits, moment
from yingda.journey.routing.limits import ChooseBy
from yingda.journey.routing.model import Ask, Moment, Standing
from yingda.kernel.ids import AgentId
from yingda.messages.routing import Candidate, Decision, Idle, Offered

SHOWN = 10
"""So many candidates are kept with a decision."""

SECOND = 1_000_000

# A candidate's score: passed over before (1) or not (0), which ask fits (0: the first),
# how good by the rule of the queue, and since when idle (where a queue goes round: when
# last offered a contact) in seconds since 1970.


def offer(
    floor: Floor,
    standing: Standing,
    at: datetime,
    *,
    without: Collection[AgentId] = (),
) -> Offered | None:
    """The best idle agent for a contact that has nobody, or None if nobody will do."""
    contact = standing.contact
    bench = floor.bench(contact.channel)
    by = floor.rules.queue(contact.queue_id).choose_by
    wanted = _wanted(bench, standing, by)
    found = [] if standing.only else best(bench, standing.asks, by, contact.passed)
    if wanted is not None:
        found = [wanted, *(each for each in found if each.agent_id != wanted.agent_id)]
    if without:
        found = [each for each in found if each.agent_id not in without]
    if not found:
        return None
    rule = (
        ("last-agent" if contact.wants_last else "wanted-agent")
        if found[0] is wanted
        else "nobody-else"
        if _is_late(found[0])
        else str(by)
    )
    able = max(able_count(bench, standing.asks, by), 1)
    return _offered(floor, standing, at, rule, able, found[:SHOWN])


def offer_to(
    floor: Floor, standing: Standing, idle: Idle, at: datetime, *, is_due: bool
) -> Offered:
    """The contact whose turn it is, to an agent who has just become idle."""
    alone = _alone(floor, standing, idle)
    rule = "nobody-else" if _is_late(alone) else "due" if is_due else "next-in-order"
    return _offered(floor, standing, at, rule, 1, [alone])


def best(
    bench: Bench, asks: tuple[Ask, ...], by: ChooseBy, passed: Collection[AgentId]
) -> list[Candidate]:
    """The best first, and those who were rung in vain last."""
    found: dict[AgentId, Candidate] = {}
    late: dict[AgentId, Candidate] = {}
    shown = SHOWN + len(passed)
    for ring, ask in enumerate(asks):
        for rank in bench.ranks(ask, by):
            for since, agent_id in first(rank.lines, shown):
                if agent_id in passed:
                    late.setdefault(agent_id, _late(agent_id, ring, rank.value, since))
                elif agent_id not in found:
                    # Written out: this line is most of what a decision costs.
                    score = (0.0, ring, rank.value, since / SECOND)
                    found[agent_id] = Candidate(agent_id=agent_id, score=score)
            if len(found) >= SHOWN:
                return list(found.values())[:SHOWN]
    return [*found.values(), *late.values()]


def able_count(bench: Bench, asks: tuple[Ask, ...], by: ChooseBy) -> int:
    if len(asks) == 1:
        return sum(sum(map(len, rank.lines)) for rank in bench.ranks(asks[0], by))
    lines = {
        id(line): len(line)
        for ask in asks
        for rank in bench.ranks(ask, by)
        for line in rank.lines
    }
    return sum(lines.values())


def is_able(floor: Floor, standing: Standing, idle: Idle) -> bool:
    """May this agent be given this contact, room or not?"""
    if standing.only is not None:
        return idle.agent_id == standing.only
    profile = floor.rules.profile(idle)
    return any(fits(ask, profile) for ask in standing.asks)


def _wanted(bench: Bench, standing: Standing, by: ChooseBy) -> Candidate | None:
    """The agent asked for, if idle and (unless nobody else is asked) able."""
    agent_id = standing.contact.wanted_agent
    if agent_id is None or agent_id not in bench:
        return None
    if agent_id in standing.contact.passed and not standing.only:
        return None
    key, (since, _) = bench.entry(agent_id)
    if standing.only == agent_id:
        return _candidate(agent_id, 0, 0, since)
    for ring, ask in enumerate(standing.asks):
        if fits(ask, key[0]):
            return _candidate(agent_id, ring, goodness(ask, by, key), since)
    return None


def _alone(floor: Floor, standing: Standing, idle: Idle) -> Candidate:
    """The agent who has just become idle, compared with nobody."""
    contact, profile = standing.contact, floor.rules.profile(idle)
    by = floor.rules.queue(contact.queue_id).choose_by
    make = _late if idle.agent_id in contact.passed else _candidate
    since = moment(idle.since)
    for ring, ask in enumerate(standing.asks):
        if fits(ask, profile):
            value = goodness(ask, by, (profile, sum(idle.load.values())))
            return make(idle.agent_id, ring, value, since)
    return make(idle.agent_id, 0, 0, since)


def _offered(
    floor: Floor,
    standing: Standing,
    at: datetime,
    rule: str,
    able: int,
    found: list[Candidate],
) -> Offered:
    is_due = standing.due is not None and standing.due <= moment(at)
    return Offered(
        contact_id=standing.contact.contact_id,
        agent_id=found[0].agent_id,
        at=at,
        decision=Decision(
            rule=rule,
            rules_version=floor.rules.version,
            widened=floor.rules.widened(standing.contact),
            able=able,
            candidates=tuple(found),
            contact_score=(0.0 if is_due else 1.0, standing.order / SECOND),
            waiting=len(floor.waiting),
        ),
    )


def _candidate(agent_id: AgentId, ring: int, value: int, since: Moment) -> Candidate:
    score = (0.0, ring, value, since / SECOND)
    return Candidate(agent_id=agent_id, score=score)


def _late(agent_id: AgentId, ring: int, value: int, since: Moment) -> Candidate:
    """Rung in vain for this contact before."""
    score = (1.0, ring, value, since / SECOND)
    return Candidate(agent_id=agent_id, score=score)


def _is_late(candidate: Candidate) -> bool:
    return candidate.score[0] > 0
