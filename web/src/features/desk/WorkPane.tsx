import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { reasonsQuery } from "../../api/queries";
import type { ActiveContact, DeskNow } from "../../api/types";
import { useNow } from "../../lib/clock";
import { useShortcut } from "../../lib/shortcuts";
import { mirror } from "../../stores/desk";
import { dropDraft, useDraft } from "../../stores/drafts";
import { complain, notify } from "../../stores/notices";
import { Field, Keys, Remaining } from "../../ui/kit";
import { ContactOrders } from "./ContactOrders";
import css from "./desk.module.css";
import { ReasonPicker } from "./ReasonPicker";

/** The writing part: reasons and note from the first ring on, saved in the wrap-up. */
export function WorkPane({ contact }: { contact: ActiveContact }) {
  const { t } = useTranslation();
  const id = contact.contact_id;
  const [draft, change] = useDraft(id);
  const reasons = useQuery(reasonsQuery).data?.reasons ?? [];
  const [isAsking, setAsking] = useState(false);
  const isWrap = contact.stage === "wrap";

  const ask = async (verb: () => Promise<DeskNow>) => {
    if (isAsking) return;
    setAsking(true);
    try {
      mirror(await verb());
    } catch (error) {
      complain(error);
    } finally {
      setAsking(false);
    }
  };
  const save = (then: "ready" | null) => {
    if (!isWrap) return notify("bad", t("wrap.notYet"));
    if (draft.reasons.length === 0) return notify("bad", t("wrap.needsReason"));
    const body = { contact_id: id, reasons: draft.reasons, note: draft.note.trim() || null, then };
    void ask(async () => {
      const desk = await api.wrapUp(body);
      dropDraft(id);
      return desk;
    });
  };
  useShortcut("save", () => save("ready"));

  return (
    <>
      <div className={css.work}>
        <ReasonPicker
          reasons={reasons}
          chosen={draft.reasons}
          hasFocus={isWrap}
          onChange={(chosen) => change({ reasons: chosen })}
        />
        <Field label={t("wrap.note")}>
          <Input.TextArea
            rows={3}
            maxLength={2000}
            value={draft.note}
            placeholder={t("wrap.notePlaceholder")}
            onChange={(event) => change({ note: event.target.value })}
            data-testid="note"
          />
        </Field>
        <ContactOrders contact={contact} />
      </div>
      {isWrap && (
        <footer className={css.foot}>
          <Countdown until={contact.wrap_until} />
          <Button disabled={isAsking} onClick={() => void ask(() => api.extendWrapUp(id))}>
            {t("wrap.extend")}
          </Button>
          <Button disabled={isAsking} onClick={() => save(null)}>
            {t("wrap.save")}
          </Button>
          <Button
            type="primary"
            loading={isAsking}
            onClick={() => save("ready")}
            data-testid="save"
          >
            {t("wrap.saveReady")} <Keys id="save" />
          </Button>
        </footer>
      )}
    </>
  );
}

function Countdown({ until }: { until: string | null }) {
  const { t } = useTranslation();
  const now = useNow();
  if (!until) return <span />;
  const isLate = Date.parse(until) - now < 10_000;
  return (
    <span>
      <b className={css.left30} data-late={isLate}>
        {isLate && "! "}
        {t("wrap.left")} <Remaining until={until} />
      </b>{" "}
      · {t("wrap.afterwards")}
    </span>
  );
}
