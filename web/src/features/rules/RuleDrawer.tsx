import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { rulesApi } from "../../api/rules";
import type { ParameterNow } from "../../api/types";
import { serverNow } from "../../lib/clock";
import { fromLocalInput, fullMoment, toLocalInput } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { Centered, Failure } from "../../ui/Empty";
import { Facts, Field, Segmented, Tag } from "../../ui/kit";
import { Sheet } from "../../ui/Sheet";
import { act } from "./act";
import { History } from "./History";
import { Json } from "./Json";
import { Places } from "./Places";
import { usePlaceNames } from "./places";
import css from "./rules.module.css";
import { isBroken, type Schema } from "./schema";
import { ValueForm } from "./ValueForm";

const VIEWS = ["form", "json", "history", "places"] as const;
type View = (typeof VIEWS)[number];

/** One rule at one place: its value, what it was, and what holds elsewhere. */
export function RuleDrawer(props: {
  name: string;
  place: string;
  onPlace: (place: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { name, place, onPlace, onClose } = props;
  const [view, setView] = useState<View>("form");
  const rule = useQuery({
    queryKey: ["rule", name, place],
    queryFn: () => rulesApi.one(name, place),
  });
  const schema = useQuery({
    queryKey: ["rule-schema", name],
    queryFn: () => rulesApi.schema(name),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const error = rule.error ?? schema.error;
  return (
    <Sheet open size={680} title={wordOf(t, "rule.name", name)} onClose={onClose}>
      <Segmented
        label={t("rules.view")}
        value={view}
        options={VIEWS.map((one) => ({ value: one, label: t(`rules.views.${one}`) }))}
        onChange={setView}
      />
      {error ? (
        <Failure error={error} />
      ) : !rule.data || !schema.data ? (
        <Centered>{t("common.loading")}</Centered>
      ) : view === "history" ? (
        <History rule={rule.data} />
      ) : view === "places" ? (
        <Places
          name={name}
          onOpen={(next) => {
            setView("form");
            onPlace(next);
          }}
        />
      ) : (
        <Editor
          key={`${rule.data.place} ${rule.data.version}`}
          rule={rule.data}
          schema={schema.data as Schema}
          isText={view === "json"}
        />
      )}
    </Sheet>
  );
}

function Editor(props: { rule: ParameterNow; schema: Schema; isText: boolean }) {
  const { t } = useTranslation();
  const { rule, schema, isText } = props;
  const nameOfPlace = usePlaceNames();
  const [value, setValue] = useState(rule.value);
  const [since, setSince] = useState("");
  const [reason, setReason] = useState("");
  const [isAsking, setAsking] = useState(false);
  const { name, place, version } = rule;
  const from = since ? fromLocalInput(since) : null;
  const isLate = from !== null && Date.parse(from) <= serverNow();
  const wish = { place, version, since: from, reason: reason.trim() || null };
  const said = from ? t("rules.savedAhead", { at: fullMoment(from) }) : t("rules.saved");

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isBroken(value) || isLate) return;
    setAsking(true);
    await act(() => rulesApi.set(name, { ...wish, value: value as Record<string, unknown> }), said);
    setAsking(false);
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <Facts
        rows={[
          [t("rules.key"), <code key="key">{name}</code>],
          [t("rules.place"), nameOfPlace(place)],
          [t("rules.setAt"), nameOfPlace(rule.set_at)],
          [t("rules.number"), version],
          [t("rules.since"), rule.since ? fullMoment(rule.since) : "–"],
          [t("rules.next"), rule.next ? fullMoment(rule.next) : "–"],
        ]}
      />
      {rule.needs_two && (
        <p className={css.note}>
          <Tag tone="warn">{t("rules.needsTwo")}</Tag> {t("rules.needsTwoNote")}
        </p>
      )}
      {isText ? (
        <Json label={t("rules.value")} value={value} rows={8} onChange={setValue} />
      ) : (
        <ValueForm
          schema={schema}
          root={schema}
          label={wordOf(t, "rule.name", name)}
          value={value}
          onChange={setValue}
        />
      )}
      <div className={css.wish}>
        <Field label={t("rules.from")}>
          <Input
            type="datetime-local"
            value={since}
            min={toLocalInput(serverNow())}
            onChange={({ target }) => setSince(target.value)}
          />
        </Field>
        <Field label={t("rules.reason")}>
          <Input
            value={reason}
            maxLength={500}
            onChange={({ target }) => setReason(target.value)}
          />
        </Field>
      </div>
      {isLate && <p role="alert">{t("rules.late")}</p>}
      <div className={css.buttons}>
        <Button
          type="primary"
          htmlType="submit"
          loading={isAsking}
          disabled={isBroken(value) || isLate}
        >
          {t(rule.needs_two ? "rules.propose" : "rules.save")}
        </Button>
        {rule.set_at === place && (
          <Button onClick={() => void act(() => rulesApi.inherit(name, wish), said)}>
            {t("rules.inherit")}
          </Button>
        )}
      </div>
    </form>
  );
}
