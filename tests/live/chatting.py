"""Chats beside calls: somebody writes and is answered, on and on, whatever dies meanwhile.

Each post has a text and a key of its own, and is sent until it is acknowledged: all must be
there afterwards, once and in their order.
"""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from live.centre import LiveCentre, Person
from live.house import Answer, House, Seat, patiently
from live.staff import found
from live.waiting import until

POSTS = 5
"""Of each of the two, in one chat."""
PAUSE = 0.7
AWAY_AT_MOST = 45.0
"""Seconds: a database that was killed takes some."""


@dataclass
class Visit:
    """What one visitor and their agent wrote, in its order."""

    token: str
    wrote: list[str] = field(default_factory=list)
    tries: int = 0
    """How often one of them asked, with an answer or without."""


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
        first = f"visitor {next(self._numbers)}"
        body = {"text": first, "key": uuid4().hex}
        made = patiently(
            lambda: self._page.ask("POST", "/api/chat", body), seconds=AWAY_AT_MOST
        )
        visit = Visit(str(made["token"]), [first])
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

    def _say(
        self, visit: Visit, author: str, by: Person, path: str, body: Answer
    ) -> None:
        """Until it is acknowledged; each try is the same post."""
        text = f"{author} {next(self._numbers)}"
        visit.wrote.append(text)
        sent = {**body, "text": text, "key": uuid4().hex}

        def ask() -> None:
            visit.tries += 1
            by.ask("POST", path, sent)

        patiently(ask, seconds=AWAY_AT_MOST)
        self._ends.wait(PAUSE)

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
        """The chat that began with these words, once it is shown to the agent."""
        self.posts(visit)  # a page that nobody has open has gone away
        contact_id = self._seat.contact_id()
        if contact_id is None:
            if self._seat.is_in("break", "wrap"):
                self._seat.wrap_up(then="ready")
            return None
        posts = self._thread_of(contact_id)
        if posts is None:
            return None
        return contact_id if any(one["text"] == first for one in posts) else None

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


@contextmanager
def chats_beside(house: House) -> Iterator[Chatting]:
    chatting = Chatting(house)
    chatting.start()
    try:
        yield chatting
    finally:
        chatting.stop()
