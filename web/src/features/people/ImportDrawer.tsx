import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { queryClient } from "../../api/queries";
import type { FileReport } from "../../api/types";
import { complain, notify } from "../../stores/notices";
import { Field } from "../../ui/kit";
import { Sheet } from "../../ui/Sheet";
import css from "./people.module.css";

/** A file of people: first what it would change, then all of it or nothing. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [data, setData] = useState("");
  const [password, setPassword] = useState("");
  const [report, setReport] = useState<FileReport | null>(null);
  const [isAsking, setAsking] = useState(false);
  const isGood = report !== null && report.problems.length === 0;

  const ask = async (text: string, isMeant: boolean) => {
    setAsking(true);
    try {
      const found = await api.importPeople(text, isMeant, password);
      setReport(found);
      if (found.is_done) {
        notify("good", t("people.taken", found));
        await queryClient.invalidateQueries({ queryKey: ["people"] });
        await queryClient.invalidateQueries({ queryKey: ["tree"] });
        onClose();
      }
    } catch (error) {
      setReport(null);
      complain(error);
    } finally {
      setAsking(false);
    }
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const text = base64(new Uint8Array(await file.arrayBuffer()));
    setData(text);
    await ask(text, false);
  };
  return (
    <Sheet open size={460} isModal={false} title={t("people.import")} onClose={onClose}>
      <Field label={t("people.file")} isRequired>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </Field>
      <p>{t("people.fileHelp")}</p>
      <Field label={t("people.firstPassword")}>
        <Input.Password
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <div aria-live="polite">
        {isGood && <p>{t("people.preview", { ...report, count: report.lines })}</p>}
        {report && !isGood && (
          <ul className={css.problems}>
            {report.problems.map((one) => (
              <li key={`${one.line} ${one.detail}`}>{t("people.line", one)}</li>
            ))}
          </ul>
        )}
      </div>
      <Button
        type="primary"
        block
        disabled={!isGood}
        loading={isAsking}
        onClick={() => void ask(data, true)}
      >
        {t("people.take")}
      </Button>
    </Sheet>
  );
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
