import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../../api/queries";
import { useDesk } from "../../stores/desk";
import { setState, signInDesk } from "../../stores/deskLink";
import { ContactDrawer } from "../../ui/contacts/ContactDrawer";
import { Nothing } from "../../ui/Empty";
import { Elapsed, Keys, TONE } from "../../ui/kit";
import { CallHead } from "./CallHead";
import { CustomerPane } from "./CustomerPane";
import css from "./desk.module.css";
import { MyContacts } from "./MyContacts";
import { MyQueues } from "./MyQueues";
import { WorkPane } from "./WorkPane";

/** Three panes; the contact in the middle drives all of them. */
export function DeskPage() {
  const { t } = useTranslation();
  const contact = useDesk((state) => state.desk?.contact ?? null);
  const agentId = useQuery(sessionQuery).data?.agent_id;
  const [opened, setOpened] = useState<string | null>(null);

  return (
    <div className={css.desk}>
      <aside className={`${css.pane} ${css.left}`} aria-label={t("desk.mine")}>
        {agentId && <MyContacts agentId={agentId} current={contact} onOpen={setOpened} />}
        <MyQueues />
      </aside>
      <section className={css.centre} aria-label={t("desk.conversation")}>
        {contact ? (
          <>
            <CallHead contact={contact} />
            <WorkPane key={contact.contact_id} contact={contact} />
          </>
        ) : (
          <Idle />
        )}
      </section>
      <aside className={`${css.pane} ${css.right}`} aria-label={t("desk.customer")}>
        {contact ? (
          <CustomerPane contact={contact} onOpen={setOpened} />
        ) : (
          <Nothing>{t("desk.noCustomer")}</Nothing>
        )}
      </aside>
      <ContactDrawer contactId={opened} onClose={() => setOpened(null)} />
    </div>
  );
}

/** Between contacts: the state in letters that are read from across the room. */
function Idle() {
  const { t } = useTranslation();
  const desk = useDesk((state) => state.desk);
  if (!desk) return null;
  const { state, since } = desk;
  if (state === "offline") {
    return (
      <div className={css.idle} data-tone="neutral">
        <strong>{t("state.offline")}</strong>
        <p>{t("desk.beginHint")}</p>
        <Button type="primary" size="large" onClick={() => void signInDesk()}>
          {t("state.signIn")}
        </Button>
      </div>
    );
  }
  return (
    <div className={css.idle} data-tone={TONE[state]}>
      <strong>{t(`state.${state}`)}</strong>
      <Elapsed since={since} />
      {state === "ready" ? (
        <p>{t("desk.waiting")}</p>
      ) : (
        <Button type="primary" size="large" onClick={() => void setState("ready")}>
          {t("state.goReady")} <Keys id="ready" />
        </Button>
      )}
    </div>
  );
}
