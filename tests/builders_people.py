"""An administrator, and people as they are wanted."""

from builders import asker
from yingda.journey.people.model import Draft, SeatDraft
from yingda.kernel.ids import BranchId, Skill

ADMIN = asker("root", "people.admin", "people.read")
OF_BAOJI = asker("fay", "people.admin", "people.read", path="sn.bj")


def wanted(
    name: str,
    number: str = "",
    group: str = "g1",
    *,
    login: str = "",
    roles: tuple[str, ...] = ("agent",),
    path: str | None = None,
    **skills: int,
) -> Draft:
    """With a number they have a seat."""
    seat = SeatDraft(
        number=number,
        group_id=group,
        skills={Skill(skill): level for skill, level in skills.items()},
    )
    return Draft(
        name=name,
        login=login,
        roles=roles,
        path=BranchId(path) if path else None,
        seat=seat if number else None,
    )
