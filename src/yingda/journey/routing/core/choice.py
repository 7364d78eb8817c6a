"""Which idle agent a contact is given to, and why."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Scored:
    """An able agent: passed over before, which ask, how good, idle since."""

    agent_id: AgentId
    passed: bool
    ring: int
    goodness: int
    since: Moment


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
        "wanted-agent"
        if found[0] is wanted
        else "nobody-else"
        if found[0].passed
        else str(by)
    )
    able = max(able_count(bench, standing.asks, by), 1)
    return _offered(floor, standing, at, rule, able, found[:SHOWN])


def offer_to(
    floor: Floor, standing: Standing, idle: Idle, at: datetime, *, is_due: bool
) -> Offered:
    """The contact whose turn it is, to an agent who has just become idle."""
    scored = _score(floor, standing, idle)
    rule = "nobody-else" if scored.passed else "due" if is_due else "next-in-order"
    return _offered(floor, standing, at, rule, 1, [scored])


def best(
    bench: Bench, asks: tuple[Ask, ...], by: ChooseBy, passed: Collection[AgentId]
) -> list[Scored]:
    """The best first, and those who were rung in vain last."""
    found: dict[AgentId, Scored] = {}
    late: dict[AgentId, Scored] = {}
    for scored in _in_order(bench, asks, by, passed):
        group = late if scored.passed else found
        group.setdefault(scored.agent_id, scored)
        if len(found) == SHOWN:
            break
    return [*found.values(), *late.values()]


def able_count(bench: Bench, asks: tuple[Ask, ...], by: ChooseBy) -> int:
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


def _in_order(
    bench: Bench, asks: tuple[Ask, ...], by: ChooseBy, passed: Collection[AgentId]
) -> Iterator[Scored]:
    for ring, ask in enumerate(asks):
        for rank in bench.ranks(ask, by):
            for since, agent_id in first(rank.lines, SHOWN + len(passed)):
                is_late = agent_id in passed
                yield Scored(agent_id, is_late, ring, rank.value, since)


def _wanted(bench: Bench, standing: Standing, by: ChooseBy) -> Scored | None:
    """The agent asked for, if idle and (unless nobody else is asked) able."""
    agent_id = standing.contact.wanted_agent
    if agent_id is None or agent_id not in bench:
        return None
    if agent_id in standing.contact.passed and not standing.only:
        return None
    key, (since, _) = bench.entry(agent_id)
    if standing.only == agent_id:
        return Scored(agent_id, False, 0, 0, since)
    for ring, ask in enumerate(standing.asks):
        if fits(ask, key[0]):
            return Scored(agent_id, False, ring, goodness(ask, by, key), since)
    return None


def _score(floor: Floor, standing: Standing, idle: Idle) -> Scored:
    contact, profile = standing.contact, floor.rules.profile(idle)
    by = floor.rules.queue(contact.queue_id).choose_by
    passed, since = idle.agent_id in contact.passed, moment(idle.since)
    for ring, ask in enumerate(standing.asks):
        if fits(ask, profile):
            value = goodness(ask, by, (profile, sum(idle.load.values())))
            return Scored(idle.agent_id, passed, ring, value, since)
    return Scored(idle.agent_id, passed, 0, 0, since)


def _offered(
    floor: Floor,
    standing: Standing,
    at: datetime,
    rule: str,
    able: int,
    found: list[Scored],
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
            candidates=tuple(map(_candidate, found)),
            contact_score=(0.0 if is_due else 1.0, standing.order / SECOND),
            waiting=len(floor.waiting),
        ),
    )


def _candidate(scored: Scored) -> Candidate:
    since = scored.since / SECOND
    score = (float(scored.passed), float(scored.ring), float(scored.goodness), since)
    return Candidate(agent_id=scored.agent_id, score=score)
