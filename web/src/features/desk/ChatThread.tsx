import { useQuery } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { agentsQuery, cannedQuery, queryClient, threadQuery } from "../../api/queries";
import { Sender } from "../../api/sender";
import type { ActiveContact, Canned, Post } from "../../api/types";
import { useSession } from "../../app/useSession";
import { onCall, ringing } from "../../lib/fold";
import { useShortcut } from "../../lib/shortcuts";
import { nameOf } from "../../lib/words";
import { markRead } from "../../stores/desk";
import { useDraft } from "../../stores/drafts";
import { complain } from "../../stores/notices";
import { Composer } from "../../ui/chat/Composer";
import { packed } from "../../ui/chat/files";
import { PostList } from "../../ui/chat/PostList";
import css from "./desk.module.css";
import { Silence } from "./Silence";

/** Of all threads: a draft that is left and found again is sent with the key that it had. */
const sender = new Sender();

/** `/hello` and a space become the reply of that code, wherever they are typed. */
export const expanded = (text: string, canned: readonly Canned[]): string =>
  text.replace(/(^|\s)\/(\S+)\s$/, (typed, before: string, code: string) => {
    const found = canned.find((one) => one.code === code);
    return found ? before + nameOf(found.text) : typed;
  });

/** One chat at the desk: what was written, and where the agent writes. */
export function ChatThread({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const id = contact.contact_id;
  const posts = useQuery(threadQuery(id)).data?.posts ?? [];
  const canned = useQuery(cannedQuery).data ?? [];
  const [{ reply: text }, change] = useDraft(id);
  const setText = (reply: string) => change({ reply: expanded(reply, canned) });
  const [isNote, setNote] = useState(false);
  const agents = useQuery(agentsQuery).data ?? [];
  const names = new Map(agents.map((one) => [one.agent_id, one.name]));
  const me = useSession();
  if (me?.agent_id) names.set(me.agent_id, me.name);
  const replies = useRef<{ focus: () => void } | null>(null);
  const last = posts.at(-1)?.number ?? 0;
  const mayWrite = ringing(contact) || onCall(contact);
  useEffect(() => markRead(id, last), [id, last]);
  useShortcut("canned", () => replies.current?.focus());

  const done = () => queryClient.invalidateQueries({ queryKey: ["thread", id] });
  const send = async () => {
    try {
      await sender.send(`${id} ${isNote} ${text}`, (key) => api.chatSay(id, text, isNote, key));
      setNote(false);
      void done();
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  };
  const sendFile = async (file: File) => {
    try {
      const sent = await packed(file);
      await sender.send(`${id} ${sent.name} ${sent.data}`, (key) => api.chatFile(id, sent, key));
      void done();
    } catch (error) {
      complain(error);
    }
  };
  const open = (post: Post) => {
    const link = document.createElement("a");
    link.href = `/api/chats/${encodeURIComponent(id)}/files/${post.number}`;
    link.download = post.text;
    link.click();
  };

  return (
    <div className={css.thread} data-testid="thread">
      <PostList
        posts={posts}
        mine="agent"
        nameOf={(post) => (post.agent_id ? (names.get(post.agent_id) ?? null) : null)}
        onFile={open}
      />
      <Silence contactId={id} />
      {mayWrite && (
        <Composer
          text={text}
          onText={setText}
          onSend={send}
          onFile={sendFile}
          label={t(isNote ? "chat.writeNote" : "chat.write")}
          extra={
            <>
              <Select
                ref={(made) => {
                  replies.current = made;
                }}
                className={css.canned}
                showSearch
                value={null}
                placeholder={t("chat.canned")}
                aria-label={t("chat.canned")}
                optionFilterProp="label"
                options={canned.map((one) => ({
                  value: one.code,
                  label: `${one.code} · ${nameOf(one.text)}`,
                }))}
                onSelect={(code) => {
                  const found = canned.find((one) => one.code === code);
                  setText([text, nameOf(found?.text)].filter(Boolean).join(" "));
                }}
              />
              <Checkbox checked={isNote} onChange={(event) => setNote(event.target.checked)}>
                {t("chat.asNote")}
              </Checkbox>
            </>
          }
        />
      )}
    </div>
  );
}
