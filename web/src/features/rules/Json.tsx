import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./rules.module.css";
import { Broken } from "./schema";

/** A value as text, for what no form fits; what is no JSON is said at once and not saved. */
export function Json(props: {
  label: string;
  value: unknown;
  rows?: number;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const { label, value, onChange } = props;
  const [text, setText] = useState(() =>
    value instanceof Broken ? value.text : JSON.stringify(value ?? null, null, 2),
  );
  const isWrong = value instanceof Broken;
  const write = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next));
    } catch {
      onChange(new Broken(next));
    }
  };
  return (
    <>
      <Input.TextArea
        aria-label={label}
        aria-invalid={isWrong}
        className={css.json}
        autoSize={{ minRows: props.rows ?? 2, maxRows: 24 }}
        spellCheck={false}
        value={text}
        onChange={({ target }) => write(target.value)}
      />
      {isWrong && <p role="alert">{t("rules.notJson")}</p>}
    </>
  );
}
