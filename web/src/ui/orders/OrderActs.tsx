import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { orderQuery, queryClient } from "../../api/queries";
import type { Given, Order, OrderAct, OrderWhole } from "../../api/types";
import { complain, notify } from "../../stores/notices";
import { Section } from "../kit";
import { ActForm } from "./ActForm";
import css from "./orders.module.css";

/** Acts that lead an order on; the others stand behind them. */
const ONWARD: readonly OrderAct[] = [
  "dispatch",
  "confirm",
  "resume",
  "report",
  "accept",
  "call-back",
  "close",
];
/** They need nothing to be said, and are done as soon as they are chosen. */
const AT_ONCE: readonly OrderAct[] = ["confirm", "resume"];
const isOnward = (act: OrderAct) => ONWARD.includes(act);

/** Does it, and shows what came of it wherever the order is shown. */
export async function actOn(order: Order, act: OrderAct, given: Partial<Given>): Promise<void> {
  const whole = await api.actOnOrder(order.order_id, act, given);
  queryClient.setQueryData(orderQuery(order.order_id).queryKey, whole);
  await queryClient.invalidateQueries({ queryKey: ["orders"] });
}

/** What the asker may do with an order now: a button each, and a form for what it needs. */
export function OrderActs({ whole, contactId }: { whole: OrderWhole; contactId: string | null }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<OrderAct | null>(null);
  const [isAsking, setAsking] = useState(false);
  const part = useRef<HTMLDivElement>(null);
  const { order, allowed } = whole;
  const acts = [...allowed.filter(isOnward), ...allowed.filter((act) => !isOnward(act))];
  if (acts.length === 0) return null;

  const leave = () => {
    setChosen(null);
    part.current?.focus({ preventScroll: true });
  };
  const act = async (which: OrderAct, given: Partial<Given>) => {
    if (isAsking) return;
    setAsking(true);
    try {
      await actOn(order, which, { ...given, contact_id: contactId });
      notify("good", t("order.wasDone", { number: order.number, act: t(`order.act.${which}`) }));
      leave();
    } catch (error) {
      complain(error);
      // Somebody else may have been first: show where it stands now.
      await queryClient.invalidateQueries({ queryKey: orderQuery(order.order_id).queryKey });
    } finally {
      setAsking(false);
    }
  };

  return (
    <Section title={t("order.acts")}>
      <div ref={part} tabIndex={-1} data-testid="order-acts">
        <div className={css.acts}>
          {acts.map((one) => (
            <Button
              key={one}
              type={isOnward(one) ? "primary" : "default"}
              disabled={isAsking}
              data-act={one}
              {...(AT_ONCE.includes(one) ? {} : { "aria-expanded": one === chosen })}
              onClick={() =>
                AT_ONCE.includes(one) ? void act(one, {}) : setChosen(one === chosen ? null : one)
              }
            >
              {t(`order.act.${one}`)}
            </Button>
          ))}
        </div>
        {chosen && allowed.includes(chosen) && (
          <ActForm
            key={chosen}
            act={chosen}
            isAsking={isAsking}
            onDo={(given) => void act(chosen, given)}
            onLeave={leave}
          />
        )}
      </div>
    </Section>
  );
}
