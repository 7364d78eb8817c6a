import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keyTone } from "../lib/tones";
import css from "./keypad.module.css";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** Twelve keys; the keyboard's own digits work too while it has the focus. */
export function Keypad({
  onKey,
  isLarge = false,
}: {
  onKey: (key: string) => void;
  isLarge?: boolean;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);

  const press = (key: string) => {
    keyTone(key);
    setTyped((before) => (before + key).slice(-16));
    onKey(key);
  };
  return (
    <div
      ref={box}
      role="group"
      tabIndex={-1}
      aria-label={t("call.keypad")}
      data-large={isLarge}
      className={css.box}
      onKeyDown={(event) => {
        const isPlain = !event.altKey && !event.ctrlKey && !event.repeat;
        if (KEYS.includes(event.key) && isPlain) press(event.key);
      }}
    >
      <output className={css.typed}>{typed}</output>
      <div className={css.keys}>
        {KEYS.map((key) => (
          <button key={key} type="button" onClick={() => press(key)}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}
