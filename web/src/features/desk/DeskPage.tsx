import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../../api/queries";
import { beside, callOf, isCall, ringing, shownContact } from "../../lib/fold";
import { useShortcut } from "../../lib/shortcuts";
import { choose, useDesk, useReading } from "../../stores/desk";
import { setState, signInDesk } from "../../stores/deskLink";
import { ContactDrawer } from "../../ui/contacts/ContactDrawer";
import { Nothing } from "../../ui/Empty";
import { Elapsed, Keys, TONE } from "../../ui/kit";
import { CallHead } from "./CallHead";
import { ChatThread } from "./ChatThread";
import { CustomerPane } from "./CustomerPane";
import css from "./desk.module.css";
import { MyContacts } from "./MyContacts";
import { MyQueues } from "./MyQueues";
import { OpenContacts } from "./OpenContacts";
import { WorkPane } from "./WorkPane";

/** Three panes; the contact in the middle drives all of them. */
export function DeskPage() {
  const { t } = useTranslation();
  const desk = useDesk((state) => state.desk);
  const chosen = useReading((state) => state.chosen);
  const contact = shownContact(desk, chosen);
  const ring = callOf(desk);
  const ringingLeg = ringing(ring) ? ring.leg_id : null;
  // A call that rings is shown at once; a chat waits in the list until it is looked at.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each ring
  useEffect(() => {
    if (ringingLeg) choose(ring?.contact_id ?? null);
  }, [ringingLeg]);
  useShortcut("nextContact", () => choose(beside(desk, contact?.contact_id ?? null, 1)));
  const agentId = useQuery(sessionQuery).data?.agent_id;
  const [opened, setOpened] = useState<string | null>(null);

  return (
    <div className={css.desk}>
      <aside className={`${css.pane} ${css.left}`} aria-label={t("desk.mine")}>
        <OpenContacts shown={contact} />
        {agentId && <MyContacts agentId={agentId} current={contact} onOpen={setOpened} />}
        <MyQueues />
      </aside>
      <section className={css.centre} aria-label={t("desk.conversation")}>
        {contact ? (
          <>
            <CallHead contact={contact} />
            {!isCall(contact) && (
              <ChatThread key={`chat-${contact.contact_id}`} contact={contact} />
            )}
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
