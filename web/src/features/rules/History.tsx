import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { rulesApi } from "../../api/rules";
import type { ParameterNow, PastVersion } from "../../api/types";
import { fullMoment } from "../../lib/format";
import { Centered, Failure, Nothing } from "../../ui/Empty";
import { Tag } from "../../ui/kit";
import { act } from "./act";
import { Changes } from "./Changes";
import { usePlaceNames } from "./places";
import css from "./rules.module.css";

/** Who set what, when and why, at this place and above it; old values come back from here. */
export function History({ rule }: { rule: ParameterNow }) {
  const { t } = useTranslation();
  const nameOfPlace = usePlaceNames();
  const { data, error, refetch } = useQuery({
    queryKey: ["rule-history", rule.name, rule.place],
    queryFn: () => rulesApi.history(rule.name, rule.place),
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Centered>{t("common.loading")}</Centered>;
  if (data.versions.length === 0) return <Nothing>{t("rules.neverSet")}</Nothing>;
  return (
    <ul className={css.past} aria-label={t("rules.history")}>
      {data.versions.map((one) => (
        <li key={`${one.place} ${one.version}`}>
          <div className={css.head}>
            <strong>{t("rules.version", { version: one.version })}</strong>
            <span>{nameOfPlace(one.place)}</span>
            <span>{t("rules.holdsFrom", { at: fullMoment(one.since) })}</span>
            <span>{data.names[one.by] ?? one.by}</span>
            <State one={one} />
          </div>
          {one.reason && <p className={css.note}>{one.reason}</p>}
          <Changes changes={one.differences} />
          {one.place === rule.place && <Deeds rule={rule} one={one} />}
        </li>
      ))}
    </ul>
  );
}

function State({ one }: { one: PastVersion }) {
  const { t } = useTranslation();
  if (one.called_off_by) return <Tag tone="warn">{t("rules.calledOff")}</Tag>;
  if (one.is_to_come) return <Tag tone="accent">{t("rules.toCome")}</Tag>;
  return one.is_in_force ? <Tag tone="ok">{t("rules.holds")}</Tag> : null;
}

function Deeds({ rule, one }: { rule: ParameterNow; one: PastVersion }) {
  const { t } = useTranslation();
  const { name, place, version } = rule;
  if (one.is_to_come)
    return (
      <Button
        size="small"
        onClick={() => void act(() => rulesApi.callOff(name, one.version), t("rules.isOff"))}
      >
        {t("rules.callOff", { version: one.version })}
      </Button>
    );
  if (one.is_in_force) return null;
  const back = () => rulesApi.rollBack(name, { place, version, to: one.version });
  return (
    <Button size="small" onClick={() => void act(back, t("rules.saved"))}>
      {t("rules.rollBack", { version: one.version })}
    </Button>
  );
}
