import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { chatQueuesQuery, hotlineQuery } from "../../api/queries";
import { nameOf } from "../../lib/words";
import { useDraft } from "../../stores/drafts";
import { Composer } from "../../ui/chat/Composer";
import { PostList } from "../../ui/chat/PostList";
import { LanguageButton } from "../../ui/LanguageButton";
import css from "./chat-page.module.css";
import { useChat } from "./useChat";

/** The customer's page for writing: the first words open the chat. */
export function ChatPage() {
  const { t } = useTranslation();
  const hotline = useQuery(hotlineQuery).data;
  const matters = useQuery(chatQueuesQuery).data?.queues ?? [];
  const chat = useChat();
  const [matter, setMatter] = useState<string | null>(null);
  const [{ reply: text }, change] = useDraft("visitor");
  const setText = (reply: string) => change({ reply });
  const [number, setNumber] = useState("");
  const isOver = chat.state === "ended";

  const word = () => {
    if (!chat.isOpen) return t("chat.begin");
    if (isOver) return t("chat.over");
    if (chat.state === "waiting" && chat.position !== null)
      return t("chat.position", { count: chat.position });
    return chat.state === "open" ? t("chat.connected") : t("chat.connecting");
  };

  return (
    <main className={css.page}>
      <div className={css.card}>
        <header className={css.head}>
          <h1>{nameOf(hotline?.name) ?? t("app.name")}</h1>
          <Link to="/call">{t("chat.callInstead")}</Link>
          <LanguageButton className={css.language} />
        </header>
        <p
          className={css.stage}
          role="status"
          data-testid="chat-stage"
          data-stage={chat.state ?? "idle"}
          data-position={chat.position ?? ""}
        >
          {chat.problem ?? word()}
        </p>
        <PostList
          posts={chat.posts}
          mine="visitor"
          nameOf={(post) => (post.author === "visitor" ? t("chat.you") : null)}
          onFile={(post) => void chat.fetchFile(post)}
        />
        {!chat.isOpen && matters.length > 1 && (
          <fieldset className={css.as}>
            <legend>{t("chat.matter")}</legend>
            <Segmented
              block
              value={matter ?? matters[0]?.queue_id}
              options={matters.map((one) => ({ value: one.queue_id, label: nameOf(one.name) }))}
              onChange={setMatter}
              data-testid="chat-matter"
            />
          </fieldset>
        )}
        {!chat.isOpen && hotline?.demo && (
          <label className={css.as}>
            <span>{t("web.as")}</span>
            <Input
              inputMode="tel"
              list="chatters"
              placeholder={t("web.asHint")}
              value={number}
              onChange={(event) => setNumber(event.target.value)}
            />
            <datalist id="chatters">
              {hotline.callers.map((caller) => (
                <option key={caller.number} value={caller.number}>
                  {nameOf(caller.expect)}
                </option>
              ))}
            </datalist>
          </label>
        )}
        {isOver ? (
          <Button type="primary" size="large" className={css.again} onClick={chat.forget}>
            {t("chat.again")}
          </Button>
        ) : (
          <Composer
            text={text}
            onText={setText}
            onSend={() =>
              chat.isOpen ? chat.say(text) : chat.open(text, matter, number.trim() || null)
            }
            onFile={chat.isOpen ? chat.sendFile : null}
            label={t("chat.ask")}
            extra={
              chat.isOpen && (
                <Button onClick={() => void chat.end()} data-testid="chat-leave">
                  {t("chat.end")}
                </Button>
              )
            }
          />
        )}
      </div>
    </main>
  );
}
