import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { Behind, BehindFilter } from "../../api/types";
import { fullMoment, seconds } from "../../lib/format";
import { wordOf } from "../../lib/words";
import { type Column, DataTable } from "../DataTable";
import { Centered, Failure } from "../Empty";
import { Tag } from "../kit";
import { useBranchNames, useQueueNames } from "../names";
import { SimulatedTag } from "../Simulated";

/** The visits that a figure was divided from, and which of them count above the line. */
export function BehindTable(props: { filter: BehindFilter; onOpen: (contactId: string) => void }) {
  const { t } = useTranslation();
  const { filter, onOpen } = props;
  const [queueName, branchName] = [useQueueNames(), useBranchNames()];
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ["behind", filter],
      queryFn: ({ pageParam }) => api.behind({ ...filter, after: pageParam }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    },
  );
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Centered>{t("common.loading")}</Centered>;

  const columns: Column<Behind>[] = [
    { key: "at", title: t("contact.at"), cell: (row) => fullMoment(row.entered_at) },
    {
      key: "queue",
      title: t("contact.queue"),
      cell: (row) => (
        <>
          {queueName(row.queue_id)} {row.simulated && <SimulatedTag />}
        </>
      ),
    },
    { key: "branch", title: t("customer.branch"), cell: (row) => branchName(row.branch_id) },
    {
      key: "wait",
      title: t("contact.wait"),
      isRight: true,
      cell: (row) => seconds(row.wait_seconds),
    },
    {
      key: "outcome",
      title: t("contact.outcome"),
      cell: (row) => wordOf(t, "outcome", row.outcome),
    },
    {
      key: "counts",
      title: t("contact.numerator"),
      cell: (row) =>
        row.in_numerator ? <Tag tone="ok">✓ {t("contact.counted")}</Tag> : <Tag>–</Tag>,
    },
  ];
  return (
    <>
      <DataTable
        columns={columns}
        rows={data.pages.flatMap((page) => page.rows)}
        keyOf={(row) => `${row.contact_id}~${row.number}`}
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
