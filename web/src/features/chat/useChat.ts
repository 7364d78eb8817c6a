import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../api/calls";
import { Problem } from "../../api/http";
import { Sender } from "../../api/sender";
import { keepOpen } from "../../api/socket";
import type { ChatState, Post, VisitorNow } from "../../api/types";
import { sentence } from "../../stores/notices";
import { packed, save } from "../../ui/chat/files";

const KEY = "yingda.chat";
/** So often the page asks while it has no open line. */
const LOOK_MS = 1500;
/** The server says how things stand every 15 s; silence much longer is a dead line. */
const QUIET_MS = 35_000;

/** The visitor's chat: its token is kept in this browser, so a page that comes back goes on. */
export function useChat() {
  const [token, setToken] = useState(() => localStorage.getItem(KEY));
  const [state, setState] = useState<ChatState | null>(null);
  const [position, setPosition] = useState<number | null>(null);
  const [posts, setPosts] = useState<Post[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [sender] = useState(() => new Sender());
  const after = useRef(0);
  const look = useRef<() => Promise<void>>(async () => undefined);

  const forget = useCallback(() => {
    localStorage.removeItem(KEY);
    after.current = 0;
    setToken(null);
    setState(null);
    setPosts([]);
    setPosition(null);
  }, []);
  useEffect(() => {
    if (!token) return;
    let isOver = false;
    let isLive = false;
    let timer = 0;
    const take = (now: VisitorNow) => {
      if (isOver) return;
      const fresh = now.posts.filter((one) => one.number > after.current);
      after.current = Math.max(after.current, ...fresh.map((one) => one.number));
      if (fresh.length > 0) setPosts((before) => [...before, ...fresh]);
      setState(now.state);
      setPosition(now.position);
      setProblem(null);
      if (now.state === "ended") stop();
    };
    const lookLater = () => {
      clearTimeout(timer);
      if (!isOver && !isLive) timer = window.setTimeout(() => void look.current(), LOOK_MS);
    };
    look.current = async () => {
      clearTimeout(timer);
      if (isLive) return;
      try {
        take(await api.chat.look(token, after.current));
      } catch (error) {
        if (isOver) return;
        if (error instanceof Problem && error.status === 404) return forget();
        setProblem(sentence(error));
      }
      lookLater();
    };
    const close = keepOpen<VisitorNow>("/ws/chat", {
      hello: () => ({ token, after: after.current }),
      onMessage: (now) => {
        isLive = true;
        clearTimeout(timer);
        take(now);
      },
      onState: (link) => {
        if (link !== "open") isLive = false;
        lookLater();
      },
      onUnknown: forget,
      quietMs: QUIET_MS,
    });
    const stop = () => {
      isOver = true;
      clearTimeout(timer);
      close();
    };
    return stop;
  }, [token, forget]);

  const ask = async (verb: () => Promise<unknown>): Promise<boolean> => {
    try {
      await verb();
      setProblem(null);
      void look.current();
      return true;
    } catch (error) {
      setProblem(sentence(error));
      return false;
    }
  };
  const open = (text: string, queueId: string | null, number: string | null) =>
    ask(async () => {
      const made = await sender.send(`open ${text}`, (key) =>
        api.chat.open(text, queueId, number, key),
      );
      localStorage.setItem(KEY, made.token);
      setToken(made.token);
    });

  return {
    state,
    position,
    posts,
    problem,
    isOpen: token !== null,
    open,
    forget,
    say: (text: string) =>
      ask(() => sender.send(text, (key) => api.chat.say(token ?? "", text, key))),
    sendFile: async (file: File) => {
      await ask(async () => {
        const sent = await packed(file);
        return sender.send(`${sent.name} ${sent.data}`, (key) =>
          api.chat.sendFile(token ?? "", sent, key),
        );
      });
    },
    fetchFile: (post: Post) =>
      ask(async () => save(await api.chat.file(token ?? "", post.number), post.text)),
    end: () => ask(() => api.chat.end(token ?? "")),
  };
}
