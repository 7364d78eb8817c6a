"""Who is simulated: agents with a seat of their own kind, and callers out of the demo's
subscribers."""

from collections.abc import Mapping

from yingda.journey.people.model import NewUser, SeatOf
from yingda.kernel.ids import BranchId, QueueId, Skill, UserId
from yingda.messages.channels import Channel
from yingda.platform.ports import Keys

SEAT_TYPE = "simulated"

_NAMES = [
    "林若溪",
    "许文博",
    "沈佳宜",
    "韩东升",
    "冯晓彤",
    "曹志远",
    "彭雨薇",
    "曾国华",
    "萧雅琴",
    "田俊峰",
    "董思琪",
    "袁浩宇",
    "潘美玲",
    "蒋立新",
    "蔡雨晴",
    "余明轩",
    "杜春燕",
    "叶建军",
    "程诗涵",
    "苏伟强",
    "魏嘉怡",
    "吕鹏飞",
    "丁秀兰",
    "任天宇",
    "卢静雯",
    "姚振华",
    "姜海燕",
    "崔子轩",
]

_ROOM = {Channel.VOICE: 1, Channel.CHAT: 2}
"""Of those who write as well."""
_MIXES: tuple[Mapping[str, int], ...] = (
    {"fault": 8, "general": 6},
    {"business": 8, "general": 5, "fault": 4},
    {"billing": 8, "business": 5, "general": 4},
    {"complaint": 8, "billing": 5, "general": 5},
    {"general": 8, "fault": 5, "business": 5},
    {"fault": 6, "billing": 6, "complaint": 5, "general": 4},
    {"business": 7, "complaint": 4, "general": 6},
)


def agents() -> tuple[NewUser, ...]:
    """With the twelve whom a newcomer may be, the demo has forty."""
    return tuple(_agent(place, name) for place, name in enumerate(_NAMES))


def agents_password(keys: Keys) -> str:
    """Of this centre, and in no page: nobody signs in as one of them by chance."""
    return keys.derive("simulation", "agents")


def telephones() -> dict[str, str]:
    """Name of the telephone at the switch → the number that is called out there."""
    return {f"agent-{one.user_id}": one.user_id.removeprefix("m") for one in agents()}


def _agent(place: int, name: str) -> NewUser:
    number = str(1101 + place)
    skills = _MIXES[place % len(_MIXES)]
    return NewUser(
        user_id=UserId(f"m{number}"),
        login=f"m{number}",
        # In whatever list they stand, they are known for what they are.
        name=f"{name}（模拟）",
        roles=("agent",),
        path=BranchId("sn"),
        seat=SeatOf(
            number=number,
            group_id="g1" if place % 2 == 0 else "g2",
            queues=tuple(map(QueueId, skills)),
            skills={Skill(skill): level for skill, level in skills.items()},
            capacity=_ROOM if place % 3 == 0 else {Channel.VOICE: 1},
            seat_type=SEAT_TYPE,
        ),
    )
