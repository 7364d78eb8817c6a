import { useTranslation } from "react-i18next";
import type { FloorAgent } from "../../api/types";
import { Tag } from "../../ui/kit";

const TONES = { engaged: "accent", ready: "ok", offline: "neutral" } as const;

/** Presence is exactly one thing; what the agent works on stands beside it. */
export function Presence({ agent }: { agent: FloorAgent }) {
  const { t } = useTranslation();
  const { presence } = agent;
  const tone = presence in TONES ? TONES[presence as keyof typeof TONES] : "warn";
  return <Tag tone={tone}>{t(`state.${presence}` as "state.ready")}</Tag>;
}
