import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../../api/queries";
import { rulesApi } from "../../api/rules";
import type { Proposal } from "../../api/types";
import { fullMoment } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { Failure } from "../../ui/Empty";
import { Card, Section } from "../../ui/kit";
import { act } from "./act";
import { Changes } from "./Changes";
import { usePlaceNames } from "./places";
import css from "./rules.module.css";

/** Changes that wait until somebody else has looked at them. */
export function Proposals() {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ["proposals"], queryFn: rulesApi.proposals });
  if (error) return <Failure error={error} />;
  const waiting = data?.proposals.filter((one) => one.state === "waiting") ?? [];
  if (waiting.length === 0) return null;
  return (
    <Card isPadded>
      <Section title={t("rules.waiting", { count: waiting.length })}>
        <ul className={css.past}>
          {waiting.map((one) => (
            <Waiting key={one.proposal_id} one={one} by={data?.names[one.by] ?? one.by} />
          ))}
        </ul>
      </Section>
    </Card>
  );
}

function Waiting({ one, by }: { one: Proposal; by: string }) {
  const { t } = useTranslation();
  const nameOfPlace = usePlaceNames();
  const [note, setNote] = useState("");
  const session = useQuery(sessionQuery).data;
  const decide = (how: "approve" | "refuse") =>
    void act(
      () => rulesApi.decide(one.proposal_id, how, note.trim() || null),
      t(how === "approve" ? "rules.approved" : "rules.refused"),
    );
  return (
    <li>
      <div className={css.head}>
        <strong>{wordOf(t, "rule.name", one.name)}</strong>
        <span>{nameOfPlace(one.place)}</span>
        <span>{by}</span>
        <span>{fullMoment(one.at)}</span>
        {one.since && <span>{t("rules.holdsFrom", { at: fullMoment(one.since) })}</span>}
        <span>{t("rules.expires", { at: fullMoment(one.expires) })}</span>
      </div>
      {one.reason && <p className={css.note}>{one.reason}</p>}
      <Changes changes={one.differences ?? []} />
      {session?.user_id === one.by ? (
        <Button
          size="small"
          onClick={() => void act(() => rulesApi.withdraw(one.proposal_id), t("rules.withdrawn"))}
        >
          {t("rules.withdraw")}
        </Button>
      ) : (
        <div className={css.buttons}>
          <Input
            size="small"
            style={{ width: 240 }}
            aria-label={t("rules.note")}
            placeholder={t("rules.note")}
            value={note}
            maxLength={500}
            onChange={({ target }) => setNote(target.value)}
          />
          <Button size="small" type="primary" onClick={() => decide("approve")}>
            {t("rules.approve")}
          </Button>
          <Button size="small" onClick={() => decide("refuse")}>
            {t("rules.refuse")}
          </Button>
        </div>
      )}
    </li>
  );
}
