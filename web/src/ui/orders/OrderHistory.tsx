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

type Used = OrderWhole["used"][number];
const keyOf = ({ holder }: Used) => `${holder.kind}/${holder.id}`;

/** How long each had it: what elapsed adds up to the time since the opening. */
export function TimeByHolder({ used }: Pick<OrderWhole, "used">) {
  const { t } = useTranslation();
  let all = 0;
  // Cut off where the whole so far is, so that what is shown adds up to the second.
  const shown = used.map(({ elapsed_seconds }) => {
    const before = Math.floor(all);
    all += elapsed_seconds;
    return Math.floor(all) - before;
  });
  if (used.length === 0) return null;
  return (
    <Section title={t("order.clocks")}>
      <div className={css.bar} aria-hidden>
        {used.map((one) => (
          <span key={keyOf(one)} style={{ flexGrow: one.elapsed_seconds / (all || 1) }} />
        ))}
      </div>
      <ul className={css.used}>
        {used.map((one, place) => (
          <li key={keyOf(one)}>
            <span>{nameOf(one.holder_name)}</span>
            <span>{seconds(shown[place])}</span>
            <small>{t("order.counted", { time: seconds(one.counted_seconds) })}</small>
          </li>
        ))}
        <li>
          <b>{t("order.total")}</b>
          <b>{seconds(all)}</b>
        </li>
      </ul>
    </Section>
  );
}
