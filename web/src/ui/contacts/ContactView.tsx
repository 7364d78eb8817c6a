import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { contactQuery } from "../../api/queries";
import type { ContactDetail, ContactRow, Segment } from "../../api/types";
import { clockTime, duration, fullMoment, NONE, seconds } from "../../lib/format";
import { listed, nameOf, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../DataTable";
import { Centered, Failure } from "../Empty";
import { Facts, Section } from "../kit";
import { useReasonNames } from "../names";
import { RecordingList } from "../recordings/RecordingList";
import { SimulatedTag } from "../Simulated";
import css from "./contacts.module.css";
import { Decisions } from "./Decisions";
import { EventList } from "./EventList";
import { Transcript } from "./Transcript";

/** Everything that the centre knows of one contact, in the order it happened. */
export function ContactView({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(contactQuery(contactId));
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Centered>{t("common.loading")}</Centered>;
  return <Detail detail={data} />;
}

function Detail({ detail }: { detail: ContactDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <CardFacts card={detail.card} />
      {detail.card.channel === "voice" ? (
        <Section title={t("recording.title")}>
          <RecordingList recordings={detail.recordings} />
        </Section>
      ) : (
        <Section title={t("chat.transcript")}>
          <Transcript contactId={detail.card.contact_id} />
        </Section>
      )}
      <Section title={t("segment.title")}>
        <Segments segments={detail.segments} />
      </Section>
      <Section title={t("decision.title")}>
        <Decisions decisions={detail.decisions} />
      </Section>
      <Section title={t("event.title")}>
        <EventList detail={detail} />
      </Section>
    </>
  );
}

function CardFacts({ card }: { card: ContactRow }) {
  const { t } = useTranslation();
  const reasonName = useReasonNames();
  return (
    <Facts
      isWide
      rows={[
        [
          t("contact.who"),
          <>
            {card.customer_name || t("ring.unknown")} {card.simulated && <SimulatedTag />}
          </>,
        ],
        [t("contact.number"), card.number_masked || NONE],
        [t("contact.channel"), wordOf(t, "channel", card.channel)],
        [t("contact.at"), fullMoment(card.at)],
        [t("contact.outcome"), wordOf(t, "outcome", card.outcome)],
        [t("contact.agents"), listed(t, card.agent_names) || NONE],
        [t("customer.branch"), nameOf(card.branch_name) ?? NONE],
        [t("customer.tier"), nameOf(card.tier_name)],
        [t("contact.reasons"), listed(t, card.reasons.map(reasonName)) || NONE],
        [t("contact.wait"), seconds(card.wait_seconds)],
        [t("contact.talk"), seconds(card.talk_seconds)],
      ]}
    />
  );
}

const at = (iso: string | null) => (iso ? clockTime(iso) : NONE);

function Segments({ segments }: { segments: readonly Segment[] }) {
  const { t } = useTranslation();
  const columns: Column<Segment>[] = [
    {
      key: "agent",
      title: t("segment.agent"),
      cell: (one) => one.agent_name,
    },
    { key: "queue", title: t("segment.queue"), cell: (one) => nameOf(one.queue_name) },
    { key: "queued", title: t("segment.queued"), cell: (one) => at(one.queued) },
    { key: "offered", title: t("segment.offered"), cell: (one) => at(one.offered) },
    { key: "bridged", title: t("segment.bridged"), cell: (one) => at(one.bridged) },
    { key: "ended", title: t("segment.ended"), cell: (one) => at(one.ended) },
    {
      key: "talk",
      title: t("segment.talk"),
      isRight: true,
      cell: ({ bridged, ended }) =>
        bridged && ended ? duration(Date.parse(ended) - Date.parse(bridged)) : NONE,
    },
    {
      key: "why",
      title: t("segment.why"),
      cell: (one) => (one.why ? wordOf(t, "segment.end", one.why) : NONE),
    },
  ];
  return (
    <>
      <DataTable
        columns={columns}
        rows={segments}
        keyOf={(one) => `${one.leg_id}${one.offered}`}
        empty={t("segment.none")}
        label={t("segment.title")}
      />
      {segments.map(
        (one) =>
          one.note && (
            <p key={one.leg_id} className={css.note}>
              <b>{one.agent_name}</b> {one.note}
            </p>
          ),
      )}
    </>
  );
}
