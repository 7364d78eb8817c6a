import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { reasonsQuery } from "../../api/queries";
import type { FloorAgent } from "../../api/types";
import { nameOf } from "../../lib/words";
import { Tag } from "../../ui/kit";

const TONES = { engaged: "accent", ready: "ok", offline: "neutral" } as const;

/** Presence is exactly one thing; what the agent works on stands beside it. */
export function Presence({ agent }: { agent: FloorAgent }) {
  const { t } = useTranslation();
  const lists = useQuery(reasonsQuery).data;
  const { presence } = agent;
  const tone = presence in TONES ? TONES[presence as keyof typeof TONES] : "warn";
  const known = [...(lists?.breaks ?? []), ...(lists?.set_by_centre ?? [])];
  const reason = nameOf(known.find((one) => one.code === agent.reason)?.name);
  return (
    <>
      <Tag tone={tone}>{t(`state.${presence}` as "state.ready")}</Tag> {reason}
    </>
  );
}
