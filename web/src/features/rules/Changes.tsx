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
          <code>{one.where}</code>: <OldAndNew {...one} />
        </li>
      ))}
    </ul>
  );
}

/** Of lists of words only what has come and gone; all else as it was and is. */
function OldAndNew({ old, new: fresh }: Difference) {
  const lost = words(old)?.filter((one) => !words(fresh)?.includes(one)) ?? [];
  const gained = words(fresh)?.filter((one) => !words(old)?.includes(one)) ?? [];
  if (words(old) && words(fresh) && lost.length + gained.length > 0)
    return (
      <>
        {lost.length > 0 && <del>− {lost.join(" ")}</del>}{" "}
        {gained.length > 0 && <ins>+ {gained.join(" ")}</ins>}
      </>
    );
  return (
    <>
      <del>{said(old)}</del> → <ins>{said(fresh)}</ins>
    </>
  );
}

const words = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : null;

const LONGEST = 400;

function said(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
