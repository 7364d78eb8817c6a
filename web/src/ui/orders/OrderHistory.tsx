import { useTranslation } from "react-i18next";
import type { OrderWhole } from "../../api/types";
import { fullMoment, moment, seconds } from "../../lib/format";
import { nameOf, wordOf } from "../../lib/words";
import { Section } from "../kit";
import { StateTag } from "./OrderTags";
import css from "./orders.module.css";

/** All that was done with an order, the last first. */
export function Steps({ steps }: Pick<OrderWhole, "steps">) {
  const { t } = useTranslation();
  return (
    <Section title={t("order.steps")}>
      <ol className={css.steps}>
        {[...steps].reverse().map((step) => (
          <li key={step.number}>
            <span>
              <b>{wordOf(t, "order.act", step.act)}</b>{" "}
              {step.after !== step.before && <StateTag state={step.after} />}
            </span>
            <time dateTime={step.at} title={fullMoment(step.at)}>
              {moment(step.at)}
            </time>
            <small>
              {[
                step.by_name,
                nameOf(step.node_name),
                step.reason && wordOf(t, "order.reason", step.reason),
              ]
                .filter(Boolean)
                .join(" · ")}
            </small>
            {step.note && <p>{step.note}</p>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** How long each had it: what elapsed adds up to the time since the opening. */
export function TimeByHolder({ used }: Pick<OrderWhole, "used">) {
  const { t } = useTranslation();
  if (used.length === 0) return null;
  return (
    <Section title={t("order.clocks")}>
      <ul className={css.used}>
        {used.map((one) => (
          <li key={`${one.holder.kind}/${one.holder.id}`}>
            <span>{nameOf(one.holder_name)}</span>
            <span>{seconds(one.elapsed_seconds)}</span>
            <small>{t("order.counted", { time: seconds(one.counted_seconds) })}</small>
          </li>
        ))}
      </ul>
    </Section>
  );
}
