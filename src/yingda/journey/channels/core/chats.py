"""One chat being decided about: what it becomes, what is true now, what is written."""

from dataclasses import replace
from datetime import datetime, timedelta

from yingda.journey.channels.errors import NotNow
from yingda.journey.channels.limits import ChatRules
from yingda.journey.channels.model.chats import (
    Answered,
    Asked,
    Author,
    Chat,
    ChatFact,
    ChatState,
    Closed,
    Given,
    News,
    Post,
    PostKind,
    Share,
    ShareOver,
    Shown,
    Silence,
)
from yingda.kernel.ids import AgentId, QueueId
from yingda.messages.channels import EndedBy, LegEnd
from yingda.messages.routing import Entry

ROUGHLY = timedelta(seconds=15)
"""So exactly it is known when a visitor's page was last there."""


class ChatTurn:
    """A chat and a moment, while one thing is being decided."""

    def __init__(
        self, chat: Chat, at: datetime, *, known: frozenset[str] = frozenset()
    ) -> None:
        """`known`: of the keys that are asked about, those whose posts are there."""
        self.chat = chat
        self.at = at
        self.facts: list[ChatFact] = []
        self.posts: list[Post] = []
        self._known = known

    # --- what people do -------------------------------------------------------------

    def visitor_writes(self, post: Post) -> bool:
        """False if it is there already."""
        if post.key in self._known:
            return False
        self._must_live("write")
        self._add(post)
        if self.chat.state is ChatState.OPEN:
            self._await(Author.AGENT, is_fresh=self.chat.awaited is not Author.AGENT)
        self.chat = replace(self.chat, seen=self.at)
        return True

    def visitor_looks(self) -> None:
        if self.chat.is_live and self.at - self.chat.seen >= ROUGHLY:
            self.chat = replace(self.chat, seen=self.at)

    def agent_writes(self, post: Post, share: Share) -> bool:
        """False if it is there already. The first words that the visitor sees are the
        answer (kpis section 2, 12)."""
        if post.key in self._known:
            return False
        self._must_live("write")
        self._add(post)
        if not post.is_for_visitor:
            return True
        if share.bridged is None:
            share = replace(share, bridged=self.at)
            self.chat = replace(self.chat, share=share, state=ChatState.OPEN)
            self.facts.append(Answered(share))
        self._await(Author.VISITOR, is_fresh=True)
        return True

    def decline(self, share: Share) -> None:
        if share.bridged is not None:
            raise NotNow("decline", self.chat.state)
        self._end_share(LegEnd.DECLINED)

    def give(
        self, share: Share, *, to_queue: QueueId, to_agent: AgentId | None
    ) -> None:
        if share.bridged is None:
            raise NotNow("transfer", self.chat.state)
        self.facts.append(Given(share, to_queue, to_agent))
        self._end_share(LegEnd.TRANSFERRED)
        self._news(News.HANDED_OVER)
        self._want(to_queue, Entry.TRANSFERRED, share.queue_id, to_agent)

    def close(self, by: EndedBy) -> None:
        if not self.chat.is_live:
            return
        is_left = by in (EndedBy.CALLER, EndedBy.SILENCE)
        self._end_share(LegEnd.CALLER_LEFT if is_left else LegEnd.HUNG_UP)
        self._news(News.ENDED_SILENT if by is EndedBy.SILENCE else News.ENDED)
        self.chat = replace(
            self.chat,
            state=ChatState.ENDED,
            awaited=None,
            ended=self.at,
            ended_by=by,
        )
        self.facts.append(Closed(by))

    # --- what routing wants -----------------------------------------------------------

    def show(self, share: Share) -> None:
        """At an agent's desk, who may now answer."""
        known = self.chat.leg
        if known is not None and known.leg_id == share.leg_id:
            return
        if self.chat.state is not ChatState.WAITING:
            self.facts.append(ShareOver(share, LegEnd.WITHDRAWN))
            return
        self._end_share(LegEnd.WITHDRAWN)
        self.chat = replace(self.chat, share=share)
        self.facts.append(Shown(share))

    def take_back(self, share: Share, why: LegEnd) -> None:
        if share.bridged is None:
            self._end_share(why)

    def give_back(self, share: Share) -> None:
        """The agent goes: whoever they wrote to waits for another one."""
        if share.bridged is None:
            self._end_share(LegEnd.DECLINED)
        else:
            self._return(share, LegEnd.SENT_HOME)

    # --- silence ----------------------------------------------------------------------

    def mind(self, rules: ChatRules) -> None:
        """Warns, and then acts, when somebody has been silent for too long."""
        due = next_look(self.chat, rules)
        if due is None or due > self.at:
            return
        if self.chat.state is ChatState.WAITING:
            self.close(EndedBy.CALLER)
        elif not self.chat.is_warned:
            is_agent = self.chat.awaited is Author.AGENT
            self._news(News.AGENT_SILENT if is_agent else News.VISITOR_SILENT)
            self.chat = replace(self.chat, is_warned=True)
        elif self.chat.awaited is Author.VISITOR:
            self.close(EndedBy.SILENCE)
        elif (share := self.chat.leg) is not None:
            self._return(share, LegEnd.SILENT)

    # --- how --------------------------------------------------------------------------

    def _return(self, share: Share, why: LegEnd) -> None:
        self._end_share(why)
        self._news(News.AGENT_GONE)
        queue_id = share.queue_id or self.chat.queue_id
        self._want(queue_id, Entry.RETURNED, share.queue_id, None)

    def _must_live(self, verb: str) -> None:
        if not self.chat.is_live:
            raise NotNow(verb, self.chat.state)

    def _await(self, author: Author, *, is_fresh: bool) -> None:
        """Whoever writes twice is not waited for a second time."""
        since = self.at if is_fresh else self.chat.awaited_since
        is_warned = False if is_fresh else self.chat.is_warned
        self.chat = replace(
            self.chat, awaited=author, awaited_since=since, is_warned=is_warned
        )

    def _end_share(self, why: LegEnd) -> None:
        share = self.chat.leg
        if share is not None:
            self.chat = replace(self.chat, share=replace(share, is_over=True))
            self.facts.append(ShareOver(share, why))

    def _want(
        self,
        queue_id: QueueId,
        entry: Entry,
        from_queue: QueueId | None,
        agent_id: AgentId | None,
    ) -> None:
        self.chat = replace(
            self.chat,
            state=ChatState.WAITING,
            queue_id=queue_id,
            awaited=None,
            awaited_since=None,
            is_warned=False,
            seen=self.at,
        )
        self.facts.append(Asked(queue_id, entry, from_queue, agent_id))

    def _news(self, code: News) -> None:
        self._add(Post(author=Author.CENTRE, kind=PostKind.NEWS, text=code.value))

    def _add(self, post: Post) -> None:
        """Its number and moment are known only here."""
        number = self.chat.posts + 1
        self.chat = replace(self.chat, posts=number)
        self.posts.append(replace(post, number=number, at=self.at))


def next_look(chat: Chat, rules: ChatRules) -> datetime | None:
    """When somebody will have been silent, or away, for too long."""
    match chat.state:
        case ChatState.ENDED:
            return None
        case ChatState.WAITING:
            return chat.seen + rules.gone_after if rules.gone_after else None
        case ChatState.OPEN:
            running = silence(chat, rules)
            if running is None:
                return None
            return running.acts_at if chat.is_warned else running.warns_at


def silence(chat: Chat, rules: ChatRules) -> Silence | None:
    """None while nobody is waited for."""
    if chat.awaited is None or chat.awaited_since is None:
        return None
    if chat.awaited is Author.AGENT:
        warn, act = rules.agent_warned_after, rules.agent_given_up_after
    else:
        warn, act = rules.visitor_warned_after, rules.visitor_ended_after
    return Silence(
        awaited=chat.awaited,
        since=chat.awaited_since,
        warns_at=chat.awaited_since + warn,
        acts_at=chat.awaited_since + act,
    )
