import { Button } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  name,
  remap,
  resetShortcuts,
  SHORTCUTS,
  type ShortcutId,
  useShortcuts,
} from "../lib/shortcuts";
import { Dialog } from "../ui/Sheet";
import css from "./shell.module.css";

const FIXED: ReadonlySet<ShortcutId> = new Set(["help", "save"]);

/** All shortcuts; a click on one and then Alt with a letter gives it other keys. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const keys = useShortcuts();
  const [changing, setChanging] = useState<ShortcutId | null>(null);
  const [isRefused, setRefused] = useState(false);

  const hear = (event: KeyboardEvent) => {
    if (!changing || ["Alt", "Control", "Shift", "Meta"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const isDone = event.key === "Escape" || remap(changing, name(event.nativeEvent));
    setRefused(!isDone);
    if (isDone) setChanging(null);
  };

  return (
    <Dialog
      title={t("keys.title")}
      onCancel={onClose}
      keyboard={changing === null}
      footer={<Button onClick={resetShortcuts}>{t("keys.reset")}</Button>}
    >
      <table className={css.keysTable} onKeyDownCapture={hear}>
        <tbody>
          {(Object.keys(SHORTCUTS) as ShortcutId[]).map((id) => (
            <tr key={id}>
              <td>{t(`keys.${id}`)}</td>
              <td>
                {FIXED.has(id) ? (
                  <kbd>{keys[id]}</kbd>
                ) : (
                  <button
                    type="button"
                    className="plain-button"
                    aria-label={t("keys.change", {
                      name: t(`keys.${id}`),
                      keys: changing === id ? t("keys.press") : keys[id],
                    })}
                    onClick={() => setChanging(id)}
                  >
                    <kbd>{changing === id ? t("keys.press") : keys[id]}</kbd>
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.link}>{isRefused ? t("keys.refused") : t("keys.hint")}</p>
    </Dialog>
  );
}
