import { Input, type InputRef } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reason } from "../../api/types";
import { leaves, search, title } from "../../lib/reasons";
import { useShortcut } from "../../lib/shortcuts";
import { Nothing } from "../../ui/Empty";
import { Keys, Section } from "../../ui/kit";
import css from "./desk.module.css";
import { ReasonColumns } from "./ReasonColumns";

interface Props {
  reasons: readonly Reason[];
  chosen: readonly string[];
  hasFocus: boolean;
  onChange: (chosen: string[]) => void;
}

/** Reason codes by columns, or typed: characters, pinyin, initials or code; Enter takes. */
export function ReasonPicker({ reasons, chosen, hasFocus, onChange }: Props) {
  const { t } = useTranslation();
  const all = useMemo(() => leaves(reasons), [reasons]);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const input = useRef<InputRef>(null);
  useShortcut("wrapUp", () => input.current?.focus());
  useEffect(() => {
    if (hasFocus) input.current?.focus();
  }, [hasFocus]);

  const found = query.trim() ? search(all, query) : [];
  const toggle = (code: string) => {
    onChange(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
    setQuery("");
    setActive(0);
  };
  const steer = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || found.length === 0) return;
    const leaf = found[active];
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && leaf) toggle(leaf.code);
    else return;
    event.preventDefault();
  };

  return (
    <Section title={t("wrap.reasons")} extra={<Keys id="wrapUp" />}>
      <div className={css.chips}>
        {all
          .filter((leaf) => chosen.includes(leaf.code))
          .map((leaf) => (
            <button
              key={leaf.code}
              type="button"
              aria-label={t("wrap.drop", { name: title(leaf) })}
              onClick={() => toggle(leaf.code)}
            >
              {title(leaf)} ×
            </button>
          ))}
      </div>
      <Input
        ref={input}
        allowClear
        value={query}
        placeholder={t("wrap.search")}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="reasons-found"
        aria-activedescendant={found[active] ? `reason-${found[active].code}` : undefined}
        aria-label={t("wrap.search")}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={steer}
        data-testid="reason-search"
      />
      {!query.trim() ? (
        <ReasonColumns reasons={reasons} chosen={chosen} onToggle={toggle} />
      ) : found.length === 0 ? (
        <Nothing>{t("wrap.noReason")}</Nothing>
      ) : (
        <div className={css.found} role="listbox" id="reasons-found" aria-label={t("wrap.reasons")}>
          {found.map((leaf, index) => (
            <button
              key={leaf.code}
              id={`reason-${leaf.code}`}
              type="button"
              role="option"
              tabIndex={-1}
              className={css.option}
              aria-selected={chosen.includes(leaf.code)}
              data-active={index === active}
              onClick={() => toggle(leaf.code)}
            >
              {title(leaf)}
            </button>
          ))}
        </div>
      )}
    </Section>
  );
}
