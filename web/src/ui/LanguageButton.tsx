import { GlobalOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { speak } from "../lib/i18n";
import { language } from "../lib/language";

/** Offers the other language, written in that language. */
export function LanguageButton({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const other = language() === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className={className} lang={other} onClick={() => void speak(other)}>
      <GlobalOutlined aria-hidden /> {t("app.otherLanguage")}
    </button>
  );
}
