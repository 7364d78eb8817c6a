import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { Centered, Failure } from "../../ui/Empty";
import { FilterBar } from "../../ui/FilterBar";
import { Card, PageShell } from "../../ui/kit";
import { RecordingList } from "../../ui/recordings/RecordingList";
import { SimulatedChoice } from "../../ui/Simulated";

/** Every answered leg, found by customer's number, agent or time. */
export function RecordingsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filter = useSearch({ from: "/signed-in/recordings" });
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ["recordings", filter],
      queryFn: ({ pageParam }) => api.recordings({ ...filter, cursor: pageParam }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    },
  );

  return (
    <PageShell
      title={t("recording.title")}
      tools={
        <>
          <FilterBar
            filter={filter}
            onChange={({ number, agent_id, from, to, simulated }) =>
              void navigate({
                to: "/recordings",
                search: { number, agent_id, from, to, simulated },
              })
            }
          />
          <SimulatedChoice
            value={filter.simulated ?? ""}
            onChange={(simulated) =>
              void navigate({ to: "/recordings", search: { ...filter, simulated } })
            }
          />
        </>
      }
    >
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : data ? (
        <Card isPadded>
          <RecordingList recordings={data.pages.flatMap((page) => page.recordings)} />
          {hasNextPage && (
            <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("common.more")}
            </Button>
          )}
        </Card>
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
    </PageShell>
  );
}
