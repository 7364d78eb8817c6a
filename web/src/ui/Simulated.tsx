import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hotlineQuery } from "../api/queries";
import type { Simulated } from "../api/types";
import { Segmented, Tag } from "./kit";
import css from "./ui.module.css";

/** The mark of everybody who is not real. */
export function SimulatedTag() {
  const { t } = useTranslation();
  return <Tag>{t("simulated.mark")}</Tag>;
}

/** How many of those who wait are simulated; nothing if nobody is. */
export function SimulatedShare({ count }: { count: number }) {
  const { t } = useTranslation();
  return count > 0 ? <small className={css.share}> {t("simulated.share", { count })}</small> : null;
}

/** Everybody, or without those who are simulated; nothing to choose where nobody can be. */
export function SimulatedChoice(props: {
  value: Simulated;
  onChange: (simulated: Simulated) => void;
}) {
  const { t } = useTranslation();
  const hotline = useQuery(hotlineQuery).data;
  if (!hotline?.simulated) return null;
  return (
    <Segmented
      label={t("simulated.label")}
      value={props.value}
      options={[
        { value: "", label: t("simulated.with") },
        { value: "no", label: t("simulated.without") },
      ]}
      onChange={props.onChange}
    />
  );
}
