"""What the rules say of one contact or one agent."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from yingda.journey.routing.limits import ChooseBy, Limits, Queue, Tier
from yingda.journey.routing.model import SIMULATED, Ask, Moment, Profile, Standing
from yingda.kernel.ids import QueueId, Skill, TierId
from yingda.messages.routing import Entry, Idle, Waiting

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def moment(at: datetime) -> Moment:
    return (at - EPOCH) // TICK


class Rules:
    """The limits, looked up by id. A queue without rules asks for a skill of its name;
    a tier without rules has no head start and no bound: nobody is turned away for it."""

    def __init__(self, limits: Limits, version: int = 0) -> None:
        self.limits = limits
        self.version = version
        self._tiers = {tier.id: tier for tier in limits.tiers}
        self._queues = {queue.id: queue for queue in limits.queues}
        self.goes_round = any(
            queue.choose_by is ChooseBy.ROUND_ROBIN for queue in limits.queues
        )
        self._known: dict[tuple[QueueId, int, tuple[object, ...]], tuple[Ask, ...]] = {}

    def tier(self, tier_id: TierId) -> Tier:
        return self._tiers.get(tier_id) or Tier(id=tier_id)

    def queue(self, queue_id: QueueId) -> Queue:
        own = self._queues.get(queue_id)
        return own or Queue(id=queue_id, skills={Skill(queue_id): 1})

    def stand(self, contact: Waiting) -> Standing:
        """Where the contact stands and whom it asks for, as of `looked_at`."""
        tier = self.tier(contact.tier_id)
        ahead = tier.head_start + self._ahead(contact.entry)
        bound = tier.longest_wait
        due = None if bound is None else contact.since + bound - self.limits.notice
        is_kept = self._is_kept(contact)
        return Standing(
            contact=contact,
            order=moment(contact.since - ahead),
            due=None if due is None else moment(due),
            asks=() if is_kept else self._asks(contact),
            only=contact.wanted_agent if is_kept else None,
        )

    def profile(self, idle: Idle) -> Profile:
        """What the agent has, in the words of an Ask."""
        has = self.has(idle.skills, idle.queues)
        return has | {SIMULATED} if idle.simulated else has

    def has(self, skills: Mapping[Skill, int], queues: tuple[QueueId, ...]) -> Profile:
        of = queues or tuple(self._queues)
        return frozenset((*skills.items(), *((f"@{queue_id}", 1) for queue_id in of)))

    def ask(self, queue_id: QueueId) -> Ask:
        """What the queue asks for at first, of a contact that needs nothing more."""
        return self._ask(self.queue(queue_id), {}, lower=0)

    def widened(self, contact: Waiting) -> int:
        """How many widening steps are in force."""
        steps = self.queue(contact.queue_id).widen
        if not steps:
            return 0
        waited = contact.looked_at - contact.since
        return sum(1 for step in steps if step.after <= waited)

    def wake(self, contact: Waiting) -> datetime | None:
        """When the contact must be looked at again, if nothing happens before."""
        queue = self.queue(contact.queue_id)
        waits = [step.after for step in queue.widen]
        if queue.overflow_after is not None and queue.overflow_to is not None:
            waits.append(queue.overflow_after)
        if contact.only_wanted:
            waits.append(self.limits.wanted_for)
        moments = (contact.since + wait for wait in waits)
        return min((at for at in moments if at > contact.looked_at), default=None)

    def overflow(self, contact: Waiting) -> QueueId | None:
        """The queue it has waited long enough to flow into. Nobody flows twice."""
        queue = self.queue(contact.queue_id)
        if queue.overflow_to is None or queue.overflow_after is None:
            return None
        is_long = contact.looked_at - contact.since >= queue.overflow_after
        is_first = contact.from_queue != queue.overflow_to
        return queue.overflow_to if is_long and is_first else None

    def _ahead(self, entry: Entry) -> timedelta:
        match entry:
            case Entry.REQUESTED:
                return timedelta(0)
            case Entry.TRANSFERRED:
                return self.limits.transferred_ahead
            case Entry.RETURNED:
                return self.limits.returned_ahead

    def _is_kept(self, contact: Waiting) -> bool:
        if not contact.only_wanted or contact.wanted_agent is None:
            return False
        return contact.looked_at < contact.since + self.limits.wanted_for

    def _asks(self, contact: Waiting) -> tuple[Ask, ...]:
        """Remembered, because contacts are many and ways of asking few."""
        key = (
            contact.queue_id,
            self.widened(contact),
            (contact.simulated, *contact.needs.items()),
        )
        asks = self._known.get(key)
        if asks is None:
            asks = self._known[key] = self._ways(contact, key[1])
        return asks

    def _ways(self, contact: Waiting, widened: int) -> tuple[Ask, ...]:
        queue = self.queue(contact.queue_id)
        steps = queue.widen[:widened]
        lower = sum(step.lower_levels_by for step in steps)
        ways = [queue, *(self.queue(q) for step in steps for q in step.neighbours)]
        asks = [self._ask(way, contact.needs, lower=lower) for way in ways]
        if contact.simulated:
            # Whoever is real is there for real callers first.
            asks = [*(tuple(sorted((*ask, SIMULATED))) for ask in asks), *asks]
        return tuple(dict.fromkeys(asks))

    def _ask(self, queue: Queue, needs: Mapping[Skill, int], *, lower: int) -> Ask:
        # Nobody can be of a queue that the rules do not know.
        known = queue.id in self._queues
        levels: dict[str, int] = {f"@{queue.id}": 1} if known else {}
        return _levels(levels, (*queue.skills.items(), *needs.items()), lower)


def fits(ask: Ask, profile: Profile) -> bool:
    have = dict(profile)
    return all(have.get(name, 0) >= level for name, level in ask)


def _levels(
    levels: dict[str, int], needs: Iterable[tuple[Skill, int]], lower: int
) -> Ask:
    for skill, level in needs:
        levels[skill] = max(levels.get(skill, 1), level - lower)
    return tuple(sorted(levels.items()))
