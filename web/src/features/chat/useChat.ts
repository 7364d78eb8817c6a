import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../api/calls";
import { Problem } from "../../api/http";
import type { ChatState, Post } from "../../api/types";
import { sentence } from "../../stores/notices";
import { packed, save } from "../../ui/chat/files";

const KEY = "yingda.chat";
const LOOK_MS = 1500;

/** The visitor's chat: its token is kept in this browser, so a page that comes back goes on. */
export function useChat() {
  const [token, setToken] = useState(() => localStorage.getItem(KEY));
  const [state, setState] = useState<ChatState | null>(null);
  const [position, setPosition] = useState<number | null>(null);
  const [posts, setPosts] = useState<Post[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
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
    let timer = 0;
    look.current = async () => {
      clearTimeout(timer);
      try {
        const now = await api.chat.look(token, after.current);
        if (isOver) return;
        const fresh = now.posts.filter((one) => one.number > after.current);
        after.current = Math.max(after.current, ...fresh.map((one) => one.number));
        if (fresh.length > 0) setPosts((before) => [...before, ...fresh]);
        setState(now.state);
        setPosition(now.position);
        setProblem(null);
        if (now.state === "ended") return;
      } catch (error) {
        if (isOver) return;
        if (error instanceof Problem && error.status === 404) return forget();
        setProblem(sentence(error));
      }
      timer = window.setTimeout(() => void look.current(), LOOK_MS);
    };
    void look.current();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
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
  const open = (text: string, number: string | null) =>
    ask(async () => {
      const made = await api.chat.open(text, number);
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
    say: (text: string) => ask(() => api.chat.say(token ?? "", text)),
    sendFile: async (file: File) => {
      await ask(async () => api.chat.sendFile(token ?? "", await packed(file)));
    },
    fetchFile: (post: Post) =>
      ask(async () => save(await api.chat.file(token ?? "", post.number), post.text)),
    end: () => ask(() => api.chat.end(token ?? "")),
  };
}
