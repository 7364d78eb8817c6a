import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { Children, type KeyboardEvent, type ReactNode, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { ActiveContact, TransferTargets } from "../../api/types";
import { isCall } from "../../lib/fold";
import { nameOf } from "../../lib/words";
import { draftOf } from "../../stores/drafts";
import { complain, notify } from "../../stores/notices";
import { Nothing } from "../../ui/Empty";
import { Elapsed, Field, StateWord } from "../../ui/kit";
import { Dialog } from "../../ui/Sheet";
import css from "./desk.module.css";

interface Target {
  key: string;
  name: string;
  to_queue: string | null;
  to_agent: string | null;
}

export function listTargets(found: TransferTargets | undefined): Target[] {
  return [
    ...(found?.queues ?? []).map((queue) => ({
      key: `q:${queue.queue_id}`,
      name: nameOf(queue.name),
      to_queue: queue.queue_id,
      to_agent: null,
    })),
    ...(found?.agents ?? []).map((agent) => ({
      key: `a:${agent.agent_id}`,
      name: agent.name,
      to_queue: null,
      to_agent: agent.agent_id,
    })),
  ];
}

/** Blind transfer: one search over queues and agents; the note travels with the customer. */
export function TransferDialog(props: { contact: ActiveContact; onClose: () => void }) {
  const { t } = useTranslation();
  const { contact, onClose } = props;
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState(() => draftOf(contact.contact_id).note);
  const [isAsking, setAsking] = useState(false);
  const q = useDeferredValue(text.trim());
  const { data, isPlaceholderData } = useQuery({
    queryKey: ["transfer-targets", q],
    queryFn: () => api.targets(q),
    placeholderData: keepPreviousData,
    refetchInterval: 3000,
    staleTime: 0,
  });
  const targets = listTargets(data);
  // Enter takes the first that was found, but never the first of what was typed before.
  const isFound = q !== "" && q === text.trim() && !isPlaceholderData;
  const target = targets.find((one) => one.key === chosen) ?? (isFound ? targets[0] : undefined);

  const transfer = async () => {
    if (!target || isAsking) return;
    setAsking(true);
    try {
      const { to_queue, to_agent } = target;
      const give = isCall(contact) ? api.transfer : api.chatTransfer;
      await give(contact.contact_id, { to_queue, to_agent, note: note.trim() || null });
      notify("good", t("transfer.done", { name: target.name }));
      onClose();
    } catch (error) {
      complain(error);
      setAsking(false);
    }
  };
  const steer = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") void transfer();
    else if (step) {
      const at = targets.findIndex((one) => one.key === target?.key);
      setChosen(targets[Math.min(Math.max(at + step, 0), targets.length - 1)]?.key ?? null);
    } else return;
    event.preventDefault();
  };
  const names = new Map(data?.queues.map((queue) => [queue.queue_id, queue.name]));
  const queueName = (id: string) => nameOf(names.get(id)) ?? id;
  const option = (key: string) => ({
    id: `target-${key}`,
    className: css.option,
    role: "option",
    "aria-selected": key === target?.key,
    onClick: () => setChosen(key),
    onDoubleClick: () => void transfer(),
  });

  return (
    <Dialog
      title={t("transfer.title")}
      onCancel={onClose}
      width={560}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="primary"
            disabled={!target}
            loading={isAsking}
            onClick={() => void transfer()}
          >
            {target ? t("transfer.to", { name: target.name }) : t("transfer.choose")}
          </Button>
        </>
      }
    >
      <Input.Search
        autoFocus
        allowClear
        value={text}
        placeholder={t("transfer.search")}
        aria-label={t("transfer.search")}
        role="combobox"
        aria-expanded={targets.length > 0}
        aria-controls="targets"
        aria-activedescendant={target && `target-${target.key}`}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(null);
        }}
        onKeyDown={steer}
      />
      <div className={css.targets}>
        {targets.length === 0 ? (
          <Nothing>{t(data ? "transfer.none" : "common.loading")}</Nothing>
        ) : (
          <div role="listbox" id="targets" aria-label={t("transfer.title")}>
            <Group name={t("transfer.queues")}>
              {data?.queues.map((queue) => (
                <button key={queue.queue_id} type="button" {...option(`q:${queue.queue_id}`)}>
                  <span>{nameOf(queue.name)}</span>
                  <span>
                    {t("transfer.queueNow", { waiting: queue.waiting, ready: queue.ready })}
                  </span>
                </button>
              ))}
            </Group>
            <Group name={t("transfer.agents")}>
              {data?.agents.map((agent) => (
                <button key={agent.agent_id} type="button" {...option(`a:${agent.agent_id}`)}>
                  <span>
                    {agent.name}{" "}
                    <small>
                      {agent.number} · {agent.queues.map(queueName).join(" · ")}
                    </small>
                  </span>
                  <span>
                    <StateWord state={agent.state} /> <Elapsed since={agent.since} />
                  </span>
                </button>
              ))}
            </Group>
          </div>
        )}
      </div>
      <Field label={t("transfer.note")}>
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </Dialog>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  if (Children.count(children) === 0) return null;
  return (
    <div role="group" aria-label={name}>
      <div className={css.group} aria-hidden>
        {name}
      </div>
      {children}
    </div>
  );
}
