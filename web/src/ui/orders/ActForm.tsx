import { Button, Input, Select } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Given, Holder, OrderAct } from "../../api/types";
import { Field } from "../kit";
import { HolderSelect } from "./HolderSelect";
import css from "./orders.module.css";

const NEEDS_NOTE: readonly OrderAct[] = ["report", "reject", "cancel", "supervise", "answer"];
const NEEDS_REASON: readonly OrderAct[] = ["give-back", "pause", "reassign", "recall"];
const NEEDS_HOLDER: readonly OrderAct[] = ["reassign", "hand-on"];
/** Whoever has it next is named where no rule does. */
const MAY_NAME: readonly OrderAct[] = [...NEEDS_HOLDER, "dispatch", "report", "reject"];
const REASONS = [
  "not-ours",
  "wrong-branch",
  "lacks-information",
  "customer-asked",
  "other",
] as const;
const ANSWERS = ["satisfied", "dissatisfied", "no-answer"] as const;
const VISITS = ["none", "county", "provider"] as const;
const LEVELS = ["usual", "major"] as const;

interface Props {
  act: OrderAct;
  isAsking: boolean;
  onDo: (given: Given) => void;
  onLeave: () => void;
}

/** Asks what an act needs, in the order in which one thinks of it; done by Ctrl+Enter. */
export function ActForm({ act, isAsking, onDo, onLeave }: Props) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const [reason, setReason] = useState<string>();
  const [to, setTo] = useState<Holder>();
  const [answer, setAnswer] = useState<Given["answer"]>();
  const [visit, setVisit] = useState<Given["visit"]>("none");
  const [level, setLevel] = useState<Given["level"]>("usual");
  const needs = {
    note: NEEDS_NOTE.includes(act),
    reason: NEEDS_REASON.includes(act),
    holder: NEEDS_HOLDER.includes(act),
    answer: act === "call-back",
  };
  const mayName = MAY_NAME.includes(act);
  const isComplete =
    (!needs.note || note.trim() !== "") &&
    (!needs.reason || reason !== undefined) &&
    (!needs.holder || to !== undefined) &&
    (!needs.answer || answer !== undefined);

  const done = () => {
    if (!isComplete || isAsking) return;
    onDo({
      note: note.trim(),
      reason: reason ?? null,
      to: to ?? null,
      answer: answer ?? null,
      visit,
      level,
    });
  };
  const hear = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.ctrlKey) done();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what the button does
    <div className={css.form} onKeyDown={hear} data-testid="act-form">
      <h3>{t(`order.act.${act}`)}</h3>
      {mayName && (
        <Field label={t("order.to")} isRequired={needs.holder}>
          <HolderSelect
            value={to}
            onChange={setTo}
            isBelow={act === "hand-on"}
            unset={t(needs.holder ? "order.chooseTo" : "order.byRule")}
          />
        </Field>
      )}
      {needs.reason && (
        <Field label={t("order.why")} isRequired>
          <Select
            autoFocus={!mayName}
            value={reason ?? null}
            onChange={setReason}
            placeholder={t("order.chooseWhy")}
            options={REASONS.map((value) => ({ value, label: t(`order.reason.${value}`) }))}
          />
        </Field>
      )}
      {needs.answer && (
        <Field label={t("order.said")} isRequired>
          <Select
            autoFocus
            value={answer ?? null}
            onChange={setAnswer}
            options={ANSWERS.map((value) => ({ value, label: t(`order.answer.${value}`) }))}
          />
        </Field>
      )}
      {act === "report" && (
        <Field label={t("order.visitBy")}>
          <Select
            value={visit}
            onChange={setVisit}
            options={VISITS.map((value) => ({ value, label: t(`order.visit.${value}`) }))}
          />
        </Field>
      )}
      {act === "supervise" && (
        <Field label={t("order.level")}>
          <Select
            autoFocus
            value={level}
            onChange={setLevel}
            options={LEVELS.map((value) => ({ value, label: t(`order.levels.${value}`) }))}
          />
        </Field>
      )}
      <Field label={t("order.note")} isRequired={needs.note}>
        <Input.TextArea
          autoFocus={!mayName && !needs.reason && !needs.answer && act !== "supervise"}
          rows={3}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      <div className={css.acts}>
        <Button type="primary" disabled={!isComplete} loading={isAsking} onClick={done}>
          {t(`order.act.${act}`)} <kbd>Ctrl Enter</kbd>
        </Button>
        <Button onClick={onLeave}>{t("common.back")}</Button>
      </div>
    </div>
  );
}
