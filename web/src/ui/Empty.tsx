import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "../stores/notices";
import css from "./ui.module.css";

export function Nothing({ children }: { children: ReactNode }) {
  return <p className={css.empty}>{children}</p>;
}

export function Centered({ children }: { children: ReactNode }) {
  return <div className={css.center}>{children}</div>;
}

/** What is shown instead of a list or page that could not be had. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.center} role="alert">
      <p>{sentence(error)}</p>
      {again && <Button onClick={again}>{t("common.again")}</Button>}
    </div>
  );
}

export function FirstScreenError({ error }: { error: unknown }) {
  return (
    <div style={{ height: "100vh" }}>
      <Failure error={error} again={() => location.reload()} />
    </div>
  );
}

export function NotHere() {
  const { t } = useTranslation();
  return (
    <Centered>
      <p>{t("common.noPage")}</p>
      <a href="/">{t("common.home")}</a>
    </Centered>
  );
}
