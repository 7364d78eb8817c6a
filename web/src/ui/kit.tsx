/** Small parts that every page is made of. */
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AgentState, Panel } from "../api/types";
import { useNow } from "../lib/clock";
import { duration, shortTime } from "../lib/format";
import { type ShortcutId, useShortcuts } from "../lib/shortcuts";
import { Nothing } from "./Empty";
import css from "./ui.module.css";

export type Tone = "neutral" | "ok" | "bad" | "warn" | "wrap" | "accent";

export const TONE: Record<AgentState, Tone> = {
  ready: "ok",
  reserved: "accent",
  ringing: "accent",
  talking: "bad",
  hold: "warn",
  wrap: "wrap",
  break: "neutral",
  training: "neutral",
  meeting: "neutral",
  offline: "neutral",
};

export function Tag({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${css.tag} ${css[tone]}`}>{children}</span>;
}

export function StateWord({ state, channel }: { state: AgentState; channel?: string }) {
  const { t } = useTranslation();
  return <Tag tone={TONE[state]}>{stateWord(t, state, channel)}</Tag>;
}

/** Only on the telephone does one talk. */
export const stateWord = (t: TFunction, state: AgentState, channel = "voice"): string =>
  t(`state.${state === "talking" && channel !== "voice" ? "writing" : state}`);

/** Time since a moment, ticking; only these digits are drawn anew. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow();
  return <time dateTime={since}>{duration(now - Date.parse(since))}</time>;
}

/** Time left until a moment. */
export function Remaining({ until }: { until: string }) {
  const now = useNow();
  return <time dateTime={until}>{duration(Date.parse(until) - now + 999)}</time>;
}

export function Keys({ id }: { id: ShortcutId }) {
  const keys = useShortcuts((all) => all[id]);
  return <kbd aria-hidden>{keys.replace("+", " ")}</kbd>;
}

export function Section(props: { title: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h2>{props.title}</h2>
        {props.extra}
      </div>
      {props.children}
    </section>
  );
}

export function Facts(props: {
  rows: readonly (readonly [string, ReactNode])[];
  isWide?: boolean;
}) {
  return (
    <dl className={css.facts} data-wide={props.isWide}>
      {props.rows.map(([name, value]) =>
        props.isWide ? (
          <div key={name}>
            <Fact name={name} value={value} />
          </div>
        ) : (
          <Fact key={name} name={name} value={value} />
        ),
      )}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** A part of the screen pop: its data, what was last known, or why there is none. */
export function PanelView<T>(props: {
  panel: Panel<T> | undefined;
  children: (answer: T) => ReactNode;
}) {
  const { t } = useTranslation();
  const { panel, children } = props;
  if (!panel) return <Nothing>{t("panel.none")}</Nothing>;
  switch (panel.type) {
    case "data":
      return <>{children(panel.answer)}</>;
    case "refused":
      return <Nothing>{panel.sentence}</Nothing>;
    case "stale":
      return (
        <>
          <Tag tone="warn">
            !{" "}
            {panel.since && panel.answer
              ? t("panel.staleSince", { time: shortTime(panel.since) })
              : t("panel.away")}
          </Tag>
          {panel.answer && children(panel.answer)}
        </>
      );
  }
}

export function answerOf<T>(panel: Panel<T> | undefined): T | null {
  return panel && panel.type !== "refused" ? panel.answer : null;
}

export function Field(props: { label: string; isRequired?: boolean; children: ReactNode }) {
  return (
    <label className={css.field}>
      <span className={props.isRequired ? css.required : undefined}>{props.label}</span>
      {props.children}
    </label>
  );
}

export function Segmented<Value extends string>(props: {
  value: Value;
  options: readonly { value: Value; label: string }[];
  label: string;
  onChange: (value: Value) => void;
}) {
  return (
    <div className={css.segmented} role="group" aria-label={props.label}>
      {props.options.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

export function PageShell(props: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.page}>
      <header className={css.pageHead}>
        <h1>{props.title}</h1>
        <div className={css.pageTools}>{props.tools}</div>
      </header>
      <div className={css.pageBody}>{props.children}</div>
    </div>
  );
}

export function Card({ children, isPadded = false }: { children: ReactNode; isPadded?: boolean }) {
  return <div className={`${css.card} ${isPadded ? css.pad : ""}`}>{children}</div>;
}
