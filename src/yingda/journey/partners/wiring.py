"""Where the partners are put together."""

from yingda.journey.partners.service import Partners
from yingda.platform.ports import Clock, Ids, Keys, Work


def install(*, work: Work, clock: Clock, ids: Ids, keys: Keys) -> Partners:
    return Partners(work=work, clock=clock, ids=ids, keys=keys)
