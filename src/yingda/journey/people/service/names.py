"""Names of staff, sealed where they lie and known in memory while they are used."""

from yingda.kernel.search import Findable, findable
from yingda.platform.ports import Keys

_REMEMBERED = 20_000


class Names:
    """Seals and opens names; what is typed at sign-in becomes a blind index."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: dict[bytes, Findable] = {}

    def seal(self, user_id: str, name: str) -> bytes:
        return self._keys.seal(name, about=f"user/{user_id}")

    def open(self, user_id: str, sealed: bytes) -> str:
        return self.findable(user_id, sealed).name

    def findable(self, user_id: str, sealed: bytes) -> Findable:
        """With its pinyin, which takes longer to make than to keep."""
        if (known := self._known.get(sealed)) is None:
            known = findable(self._keys.open(sealed, about=f"user/{user_id}"))
            if len(self._known) >= _REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[sealed] = known
        return known

    def login(self, typed: str) -> bytes:
        return self._keys.blind("login/" + typed.strip().casefold())
