import { useTranslation } from "react-i18next";
import { dismiss, useNotices } from "../stores/notices";
import css from "./ui.module.css";

export function Notices() {
  const { t } = useTranslation();
  const notices = useNotices((state) => state.notices);
  return (
    <div className={css.notices} role="status" aria-live="polite">
      {notices.map(({ id, kind, text }) => (
        <div
          key={id}
          className={`${css.notice} ${kind === "bad" ? css.noticeBad : css.noticeGood}`}
        >
          <b aria-hidden>{kind === "bad" ? "!" : "✓"}</b>
          <span>{text}</span>
          <button
            type="button"
            className="plain-button"
            aria-label={t("common.close")}
            onClick={() => dismiss(id)}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
