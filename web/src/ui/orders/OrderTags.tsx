import { useTranslation } from "react-i18next";
import type { Order, OrderState } from "../../api/types";
import { useNow } from "../../lib/clock";
import { moment } from "../../lib/format";
import { Tag, type Tone } from "../kit";

const TONES: Partial<Record<OrderState, Tone>> = {
  paused: "warn",
  returned: "warn",
  verified: "ok",
  closed: "neutral",
  cancelled: "neutral",
};

/** Where an order stands. */
export function StateTag({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return <Tag tone={TONES[state] ?? "accent"}>{t(`order.state.${state}`)}</Tag>;
}

/** A supervised order is not closed before it is released. */
export function SupervisedTag({ order }: { order: Pick<Order, "supervised"> }) {
  const { t } = useTranslation();
  return order.supervised && <Tag tone="bad">{t(`order.supervised.${order.supervised}`)}</Tag>;
}

/** Until when something is to be done; marked when that has passed and it is not. */
export function DueAt({ due, isOver }: { due: string; isOver: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  return !isOver && Date.parse(due) < now ? (
    <Tag tone="bad">
      ▲ {t("order.late")} {moment(due)}
    </Tag>
  ) : (
    moment(due)
  );
}

export function Due({ order }: { order: Pick<Order, "due" | "closed_at"> }) {
  return <DueAt due={order.due} isOver={order.closed_at !== null} />;
}
