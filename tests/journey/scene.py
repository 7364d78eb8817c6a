"""A whole centre in virtual time: the simulated switch, a real database, a few people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from builders import HOME, Ground
from yingda.app.build import Centre, Parts, build
from yingda.app.editions import Edition
from yingda.app.entrance import Entrance
from yingda.journey.channels.adapters.simulated.switch import SimulatedSwitch
from yingda.journey.channels.model import LineId
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.channels.ports import Medium, TextCarrier
from yingda.journey.dialogue import wiring as dialogue_wiring
from yingda.journey.dialogue.adapters.silence import SilentSpeech
from yingda.journey.people.model import NewUser, Organisation, Place, SeatOf
from yingda.kernel.ids import AgentId, BranchId, QueueId, Skill, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.platform.embedded.blobs import FolderBlobs

ACTIONS = frozenset(
    {
        "desk.work",
        "calls.control",
        "orders.write",
        "orders.read",
        "contacts.read",
        "contacts.read-all",
        "customers.read",
        "recordings.play",
        "board.watch",
        "reports.read",
        "routing.explain",
    }
)


class Scene:
    """Callers, agents and a clock. `settle` lets everybody hear all that was said."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        media: Sequence[Medium] = (),
        carrier: TextCarrier | None = None,
    ) -> None:
        self.ground = ground
        self.folder = folder
        self.switch = SimulatedSwitch(ground.clock)
        made = replace(parts(self.switch, folder), media=media, carrier=carrier)
        self.centre: Centre = build(edition(ground, folder), made)
        (folder / "spool").mkdir()
        self._signals = self.switch.signals()

    async def open(self) -> None:
        """The switch is found, and the organisation has its places."""
        await self.ground.parameters.refresh()
        places = (
            Place(
                path=BranchId("sn"), kind="province", name=Name("省中心", "Province")
            ),
            Place(path=BranchId("sn.xa"), kind="branch", name=Name("西安", "Xi'an")),
        )
        made = Organisation(places=places, groups=(), users=())
        await self.centre.people.found(HOME, made, "correct horse")
        await self.centre.pump.settle([await anext(self._signals)])
        await self.settle()

    async def agent(
        self,
        name: str,
        *queues: str,
        is_ready: bool = True,
        beside: dict[str, int] | None = None,
    ) -> Asker:
        """Somebody with skills of level 5 signs in, and is ready unless told otherwise.
        `beside` a call they have room for contacts of other channels."""
        seat = SeatOf(
            number=name,
            group_id="one",
            queues=tuple(QueueId(one) for one in queues),
            skills={Skill(one): 5 for one in queues},
            capacity={
                Channel.VOICE: 1,
                **{Channel(one): most for one, most in (beside or {}).items()},
            },
        )
        user = NewUser(
            user_id=UserId(name),
            login=name,
            name=name,
            roles=("agent",),
            path=BranchId("sn"),
            seat=seat,
        )
        made = Organisation(places=(), groups=(), users=(user,))
        await self.centre.people.found(HOME, made, "correct horse")
        who = Asker(
            user_id=UserId(name),
            agent_id=AgentId(name),
            scope=HOME,
            actions=ACTIONS,
        )
        await self.centre.desk.sign_in(who)
        if is_ready:
            await self.centre.desk.set_state(who, AgentState.READY, None)
        await self.settle()
        return who

    async def call(self, number: str = "13909110001", called: str = "96766") -> LineId:
        line_id = self.switch.call(number, called)
        await self.settle()
        return line_id

    async def press(self, line_id: LineId, *keys: str) -> None:
        self.switch.press(line_id, *keys)
        await self.settle()

    async def pick_up(self, agent: Asker) -> None:
        """Whoever rings at this agent is answered."""
        ringing = self.switch.ringing_at(f"agent-{agent.agent_id}")
        self.switch.pick_up(ringing[0])
        await self.settle()

    async def hang_up(self, line_id: LineId) -> None:
        self.switch.hang_up(line_id)
        await self.settle()

    async def settle(self) -> None:
        while True:
            signals = self.switch.take()
            await self.centre.pump.settle(signals)
            if not await self.ground.bus.carry() and not signals:
                return

    async def pass_time(self, seconds: float) -> None:
        """From one moment at which something happens to the next."""
        clock = self.ground.clock
        until = clock.now() + timedelta(seconds=seconds)
        while True:
            alarm = await self.ground.alarms.ring()
            await self.settle()
            moments = [one for one in (alarm, self.switch.move()) if one is not None]
            now = min((one for one in moments if one <= until), default=until)
            if now > clock.now():
                clock.move(now - clock.now())
            await self.settle()
            if now >= until:
                await self.ground.alarms.ring()
                await self.settle()
                return


def edition(ground: Ground, folder: Path) -> Edition:
    return Edition(
        home=HOME,
        clock=ground.clock,
        ids=ground.ids,
        keys=ground.keys,
        work=ground.work,
        alarms=ground.alarms,
        bus=ground.bus,
        leases=ground.leases,
        parameters=ground.parameters,
        versions=ground.parameters,
        blobs=FolderBlobs(folder / "blobs", ground.keys),
    )


def parts(switch: SimulatedSwitch, folder: Path) -> Parts:
    return Parts(
        switch=switch,
        telephony=Telephony(ws=None, realm="centre", hotline="96766"),
        sounds=dialogue_wiring.sounds(folder=folder / "sounds", speech=SilentSpeech()),
        spool=folder / "spool",
        trusts_pages=True,
        entrance=Entrance(number="96766", name=Name("应答", "Yingda")),
    )
