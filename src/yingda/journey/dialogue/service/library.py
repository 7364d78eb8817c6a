"""The flows that callers walk: published, versioned, ready to be spoken."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib import resources

from yingda.journey.dialogue import store
from yingda.journey.dialogue.core import lexicon
from yingda.journey.dialogue.core.reading import read
from yingda.journey.dialogue.core.speaking import texts
from yingda.journey.dialogue.errors import UnknownFlow
from yingda.journey.dialogue.model.flow import Flow, Published
from yingda.journey.dialogue.ports import Sounds
from yingda.journey.dialogue.store import Edition
from yingda.kernel.ids import FlowId, MessageId, TenantId, UserId
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.messages.dialogue import FlowPublished
from yingda.platform.ports import Clock, Ids, Transaction, Work

SHIPPED = "shipped"
"""Who published a flow that came with the program."""


def shipped() -> tuple[Flow, ...]:
    """The flows that come with the program."""
    folder = resources.files("yingda.journey.dialogue") / "data" / "flows"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(read(file.read_text("utf-8")) for file in files)


class Library:
    """Every version of every flow, in memory; a new one is there within a moment."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        sounds: Sounds,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._sounds = sounds
        self._editions: defaultdict[TenantId, dict[tuple[str, int], Edition]]
        self._editions = defaultdict(dict)
        sounds.know(lexicon.texts())
        self._is_loading = asyncio.Lock()

    async def open(self, scope: Scope) -> None:
        """Publishes what was shipped where it is new; returns when flows can be walked."""
        async with self._is_loading:
            await self._load()
            for flow in shipped():
                newest = self._newest(scope.tenant_id).get(flow.flow_id)
                is_ours = newest is None or newest.by == SHIPPED
                if newest is None or (is_ours and newest.published.flow != flow):
                    await self._publish(scope, flow, by=UserId(SHIPPED))

    async def publish(self, scope: Scope, flow: Flow, *, by: UserId) -> Edition:
        """New callers walk it at once."""
        async with self._is_loading:
            await self._load()
            return await self._publish(scope, flow, by=by)

    async def reload(self, event: FlowPublished) -> None:
        async with self._is_loading:
            await self._load()

    async def newest(self, scope: Scope) -> Sequence[Edition]:
        """One edition a flow."""
        await self._opened(scope)
        found = self._newest(scope.tenant_id)
        return [found[flow_id] for flow_id in sorted(found)]

    async def versions(self, scope: Scope, flow_id: str) -> Sequence[Edition]:
        """The newest first. Raises UnknownFlow."""
        await self._opened(scope)
        mine = self._editions[scope.tenant_id].values()
        found = [one for one in mine if one.published.flow.flow_id == flow_id]
        if not found:
            raise UnknownFlow(flow_id)
        return sorted(found, key=lambda one: -one.published.version)

    async def for_call(self, scope: Scope, called: str) -> Published:
        """The flow of a service number, else the first that takes any."""
        flows = [one.published for one in await self.newest(scope)]
        named = [one for one in flows if called in one.flow.called]
        return (named or [one for one in flows if not one.flow.called] or flows)[0]

    async def version(
        self, tx: Transaction, scope: Scope, flow_id: FlowId, version: int
    ) -> Published:
        """What a session walks, if need be read in the transaction of its step."""
        if (flow_id, version) not in self._editions[scope.tenant_id]:
            self._take(await store.flows(tx))
        return self._editions[scope.tenant_id][flow_id, version].published

    async def warm_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Renders every prompt that is not there yet; `progress(done, of)` is told."""
        prompts = self._sounds.prompts()
        for done, prompt in enumerate(prompts, start=1):
            await asyncio.to_thread(self._sounds.sound, prompt)
            if progress is not None:
                progress(done, len(prompts))

    async def _opened(self, scope: Scope) -> None:
        if not self._editions[scope.tenant_id]:
            await self.open(scope)

    async def _publish(self, scope: Scope, flow: Flow, *, by: UserId) -> Edition:
        now = self._clock.now()
        newest = self._newest(scope.tenant_id).get(flow.flow_id)
        version = 1 if newest is None else newest.published.version + 1
        edition = Edition(
            tenant_id=scope.tenant_id,
            published=Published(flow=flow, version=version),
            at=now,
            by=by,
        )
        told = FlowPublished(
            id=self._ids.new(MessageId),
            at=now,
            scope=scope,
            flow_id=FlowId(flow.flow_id),
            flow_version=version,
            user_id=by,
        )
        async with self._work.system(scope) as tx:
            is_first = await store.publish(tx, edition)
            if is_first:
                await tx.tell(told)
        if not is_first:
            # Another process was faster; what it published is as good for shipped flows.
            await self._load()
            return self._newest(scope.tenant_id)[flow.flow_id]
        self._take([edition])
        return edition

    async def _load(self) -> None:
        async with self._work.system(EVERYWHERE) as tx:
            self._take(await store.flows(tx))

    def _take(self, editions: Iterable[Edition]) -> None:
        for one in editions:
            key = (one.published.flow.flow_id, one.published.version)
            self._editions[one.tenant_id][key] = one
            self._sounds.know(texts(one.published))

    def _newest(self, tenant_id: TenantId) -> dict[str, Edition]:
        mine = self._editions[tenant_id].values()
        ordered = sorted(mine, key=lambda one: one.published.version)
        return {one.published.flow.flow_id: one for one in ordered}
