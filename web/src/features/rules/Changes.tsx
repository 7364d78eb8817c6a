import { useTranslation } from "react-i18next";
import type { Difference } from "../../api/types";
import css from "./rules.module.css";

/** The fields that are other than they were. */
export function Changes({ changes }: { changes: readonly Difference[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className={css.note}>{t("rules.same")}</p>;
  return (
    <ul className={css.changes}>
      {changes.map((one) => (
        <li key={one.where}>
          <code>{one.where}</code>: <del>{said(one.old)}</del> → <ins>{said(one.new)}</ins>
        </li>
      ))}
    </ul>
  );
}

const LONGEST = 400;

function said(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
