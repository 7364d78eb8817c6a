"""Chats beside calls: somebody writes and is answered, on and on, whatever dies meanwhile.

Each post has a text of its own. What was acknowledged must be there afterwards, once and
in its order; what was not may be there, and once at most.
"""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from live.centre import LiveCentre, Person
from live.house import Answer, House, Seat, patiently
from live.staff import found
from live.waiting import until

POSTS = 5
"""Of each of the two, in one chat."""
PAUSE = 0.7


@dataclass
class Visit:
    """What one visitor and their agent wrote, in its order, and whether it was
    acknowledged."""

    token: str
    wrote: dict[str, bool] = field(default_factory=dict)

    def acknowledged(self, author: str) -> list[str]:
        return [
            text
            for text, is_known in self.wrote.items()
            if is_known and text.startswith(author)
        ]


class Chatting:
    """One agent, and visitors one after the other."""

    def __init__(self, house: House) -> None:
        self._centre: LiveCentre = house.centre
        self._page = Person.nobody(house.centre.url)
        house.writers.append(f"c{6001 + len(house.writers)}")
        found(house.centre, house.writers[-1:], capacity={"chat": 1})
        self._seat = Seat.without_phone(house.writers[-1])
        self._seat.sign_in(house.centre)
        self.visits: list[Visit] = []
        self._numbers = count(1)
        self._ends = threading.Event()
        self._wrong: list[BaseException] = []
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._seat.be_ready()
        self._thread.start()

    def stop(self) -> None:
        """After the chat that is under way."""
        self._ends.set()
        self._thread.join()
        self._seat.be_away()
        if self._wrong:
            raise self._wrong[0]

    def posts(self, visit: Visit) -> list[str]:
        """All that the visitor's page shows, in its order."""
        body = {"token": visit.token, "after": 0}
        seen = patiently(lambda: self._page.ask("POST", "/api/chat/look", body))
        posts = seen["posts"]
        assert isinstance(posts, list)
        return [str(one["text"]) for one in posts if one["kind"] == "text"]

    def _run(self) -> None:
        try:
            while not self._ends.is_set():
                self._visit()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self._wrong.append(error)

    def _visit(self) -> None:
        began = self._began()
        if began is None:
            self._ends.wait(PAUSE)
            return
        visit, first = began
        self.visits.append(visit)
        contact_id = until(
            lambda: self._contact(visit, first), seconds=90, what=f"offer of {first}"
        )
        thread = f"/api/chats/{contact_id}/say"
        for _ in range(POSTS):
            self._say(visit, "agent", self._seat.person, thread, {})
            self._say(
                visit, "visitor", self._page, "/api/chat/say", {"token": visit.token}
            )
        self._end(self._page, "/api/chat/end", {"token": visit.token})
        self._seat.wrap_up(then="ready")

    def _began(self) -> tuple[Visit, str] | None:
        """None if nobody can say whether it began: if it did, the agent lets it go."""
        text = f"visitor {next(self._numbers)}"
        try:
            made = self._page.ask("POST", "/api/chat", {"text": text})
        except (urllib.error.HTTPError, OSError):
            return None
        visit = Visit(str(made["token"]))
        visit.wrote[text] = True
        return visit, text

    def _say(
        self, visit: Visit, author: str, by: Person, path: str, body: Answer
    ) -> None:
        """Until one of them is acknowledged; each try is another post."""
        for _ in range(60):
            text = f"{author} {next(self._numbers)}"
            visit.wrote[text] = False
            try:
                by.ask("POST", path, {**body, "text": text})
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise AssertionError(error.read().decode()) from error
            except OSError:
                pass
            else:
                visit.wrote[text] = True
                self._ends.wait(PAUSE)
                return
            time.sleep(PAUSE)
        raise AssertionError(f"nobody takes what the {author} writes")

    def _end(self, by: Person, path: str, body: Answer) -> None:
        """One that is refused has ended before: the answer to that was lost."""

        def ask() -> None:
            try:
                by.ask("POST", path, body)
            except urllib.error.HTTPError as error:
                if error.code >= 500:
                    raise

        patiently(ask)

    def _contact(self, visit: Visit, first: str) -> str | None:
        """The chat that began with these words, once it is shown to the agent; another
        one is nobody's, and is ended."""
        self.posts(visit)  # a page that nobody has open has gone away
        contact_id = self._seat.contact_id()
        if contact_id is None:
            if self._seat.is_in("break", "wrap"):
                self._seat.wrap_up(then="ready")
            return None
        posts = self._thread_of(contact_id)
        if posts is None:
            return None
        if any(one["text"] == first for one in posts):
            return contact_id
        self._let_go(contact_id)
        return None

    def _thread_of(self, contact_id: str) -> list[Answer] | None:
        """None while it is not the agent's: after a crash the desk may know of an offer
        before the chat does, and the other way round of its end."""

        def ask() -> Answer:
            try:
                return self._seat.person.ask("GET", f"/api/chats/{contact_id}")
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise
                return {"posts": None}

        posts = patiently(ask)["posts"]
        assert posts is None or isinstance(posts, list)
        return posts

    def _let_go(self, contact_id: str) -> None:
        seat = self._seat
        path = f"/api/chats/{contact_id}"
        self._end(seat.person, f"{path}/say", {"text": "nobody is there"})
        self._end(seat.person, f"{path}/end", {})
        seat.wrap_up(then="ready")


@contextmanager
def chats_beside(house: House) -> Iterator[Chatting]:
    chatting = Chatting(house)
    chatting.start()
    try:
        yield chatting
    finally:
        chatting.stop()
