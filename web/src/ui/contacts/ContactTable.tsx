import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { ContactFilter, ContactRow } from "../../api/types";
import { moment, NONE, seconds, talk } from "../../lib/format";
import { listed, nameOf, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../DataTable";
import { Centered, Failure } from "../Empty";
import { Tag } from "../kit";
import { SimulatedTag } from "../Simulated";

/** The contacts behind a figure or a search, page by page. */
export function ContactTable(props: {
  filter: ContactFilter;
  onOpen: (contactId: string) => void;
}) {
  const { t } = useTranslation();
  const { filter, onOpen } = props;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ["contacts", "pages", filter],
      queryFn: ({ pageParam }) => api.contacts({ ...filter, cursor: pageParam, limit: 50 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    },
  );
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Centered>{t("common.loading")}</Centered>;

  const columns: Column<ContactRow>[] = [
    { key: "at", title: t("contact.at"), cell: (row) => moment(row.at) },
    {
      key: "channel",
      title: t("contact.channel"),
      cell: (row) => wordOf(t, "channel", row.channel),
    },
    {
      key: "who",
      title: t("contact.who"),
      cell: (row) => (
        <>
          {row.customer_name || t("ring.unknown")} {row.simulated && <SimulatedTag />}
        </>
      ),
    },
    { key: "number", title: t("contact.number"), cell: (row) => row.number_masked || NONE },
    { key: "queue", title: t("contact.queue"), cell: (row) => nameOf(row.queue_name) ?? NONE },
    {
      key: "agents",
      title: t("contact.agents"),
      cell: (row) => listed(t, row.agent_names) || NONE,
    },
    {
      key: "wait",
      title: t("contact.wait"),
      isRight: true,
      cell: (row) => seconds(row.wait_seconds),
    },
    {
      key: "talk",
      title: t("contact.talk"),
      isRight: true,
      cell: talk,
    },
    {
      key: "outcome",
      title: t("contact.outcome"),
      cell: (row) => (
        <Tag
          tone={row.outcome === "answered" ? "ok" : row.outcome === "abandoned" ? "bad" : "neutral"}
        >
          {wordOf(t, "outcome", row.outcome)}
        </Tag>
      ),
    },
    {
      key: "recordings",
      title: t("contact.recordings"),
      isRight: true,
      cell: (row) => row.recordings || NONE,
    },
  ];
  return (
    <>
      <DataTable
        columns={columns}
        rows={data.pages.flatMap((page) => page.contacts)}
        keyOf={(row) => row.contact_id}
        onOpen={(row) => onOpen(row.contact_id)}
        empty={t("contact.none")}
        label={t("contact.list")}
      />
      {hasNextPage && (
        <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}
