import { SafetyCertificateOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { type AuditLine, type AuditState, LOGS } from "../../api/types";
import { fromLocalInput, fullMoment, toLocalInput } from "../../lib/format";
import { complain } from "../../stores/notices";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Tag } from "../../ui/kit";

/** The five logs, the newest entry first, and whether their chains hold. */
export function AuditPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/audit" });
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: ({ pageParam }) => api.audit({ ...search, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const verifying = useMutation({ mutationFn: api.auditState, onError: complain });
  const go = (part: Partial<typeof search>) =>
    void navigate({ to: "/audit", search: { ...search, ...part } });
  const only = (user_id: string | undefined) => go({ user_id });
  const time = (key: "since" | "until") => (
    <Input
      type="datetime-local"
      style={{ width: 190 }}
      aria-label={t(`audit.${key}`)}
      value={search[key] ? toLocalInput(search[key]) : ""}
      onChange={(event) => go({ [key]: fromLocalInput(event.target.value) ?? undefined })}
    />
  );

  const columns: Column<AuditLine>[] = [
    { key: "at", title: t("audit.at"), cell: (one) => fullMoment(one.at), width: 190 },
    { key: "kind", title: t("audit.kind"), cell: (one) => t(`audit.log.${one.kind}`) },
    { key: "user", title: t("audit.user"), cell: (one) => <User line={one} only={only} /> },
    { key: "action", title: t("audit.action"), cell: (one) => <code>{one.action}</code> },
    { key: "subject", title: t("audit.subject"), cell: (one) => <code>{one.subject}</code> },
    {
      key: "outcome",
      title: t("audit.outcome"),
      cell: (one) => (
        <Tag tone={one.outcome === "done" ? "ok" : "warn"}>
          {t(`audit.ended.${one.outcome}` as "audit.ended.done")}
        </Tag>
      ),
    },
    { key: "origin", title: t("audit.origin"), cell: (one) => one.origin ?? "–" },
    { key: "reason", title: t("audit.reason"), cell: (one) => one.reason },
    {
      key: "place",
      title: t("audit.place"),
      cell: (one) => one.number ?? t("audit.unsealed"),
      isRight: true,
    },
  ];
  return (
    <PageShell
      title={t("audit.title")}
      tools={
        <>
          <Select
            allowClear
            style={{ width: 150 }}
            placeholder={t("audit.every")}
            aria-label={t("audit.kind")}
            value={search.kind ?? null}
            options={LOGS.map((value) => ({ value, label: t(`audit.log.${value}`) }))}
            onChange={(next) => go({ kind: next ?? undefined })}
          />
          <Input.Search
            allowClear
            key={`by-${search.user_id ?? ""}`}
            defaultValue={search.user_id ?? ""}
            style={{ width: 150 }}
            placeholder={t("audit.userId")}
            aria-label={t("audit.userId")}
            onSearch={(user) => only(user.trim() || undefined)}
          />
          <Input.Search
            allowClear
            key={search.action ?? ""}
            defaultValue={search.action ?? ""}
            style={{ width: 180 }}
            placeholder={t("audit.action")}
            aria-label={t("audit.action")}
            onSearch={(action) => go({ action: action.trim() || undefined })}
          />
          <Input.Search
            allowClear
            key={`about-${search.subject ?? ""}`}
            defaultValue={search.subject ?? ""}
            style={{ width: 220 }}
            placeholder={t("audit.about")}
            aria-label={t("audit.about")}
            onSearch={(subject) => go({ subject: subject.trim() || undefined })}
          />
          {time("since")}
          {time("until")}
          <span style={{ flex: 1 }} />
          <Button
            icon={<SafetyCertificateOutlined />}
            loading={verifying.isPending}
            onClick={() => verifying.mutate()}
          >
            {t("audit.verify")}
          </Button>
        </>
      }
    >
      {verifying.data && <Findings state={verifying.data} />}
      {error ? (
        <Failure error={error} again={() => void refetch()} />
      ) : data ? (
        <Card isPadded>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls by it */}
          <section tabIndex={0} aria-label={t("audit.title")}>
            <DataTable
              columns={columns}
              rows={data.pages.flatMap((page) => page.entries)}
              keyOf={(one) => one.id}
              empty={t("audit.none")}
              label={t("audit.title")}
            />
          </section>
          {hasNextPage && (
            <Button block onClick={() => void fetchNextPage()}>
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

/** Who did it; one click leaves only what they did. */
function User({ line, only }: { line: AuditLine; only: (user: string) => void }) {
  const { user_id, user_name } = line;
  if (!user_id) return "–";
  return (
    <Button
      type="text"
      size="small"
      style={{ padding: 0 }}
      title={user_id}
      onClick={() => only(user_id)}
    >
      {user_name ?? user_id}
    </Button>
  );
}

function Findings({ state }: { state: AuditState }) {
  const { t } = useTranslation();
  const log = (name: string) => {
    const known = LOGS.find((one) => one === name);
    return t(`audit.log.${known ?? "all"}`);
  };
  return (
    <div role="status" style={{ marginBottom: 8 }}>
      {state.is_whole ? (
        <Tag tone="ok">{t("audit.whole", { count: state.chains.length })}</Tag>
      ) : (
        state.chains.map(
          ({ chain, finding }) =>
            finding && (
              <p key={chain}>
                <Tag tone="bad">
                  {t("audit.finding", {
                    log: log(chain),
                    number: finding.number,
                    wrong: t(`audit.wrong.${finding.wrong}`),
                  })}
                </Tag>
              </p>
            ),
        )
      )}
    </div>
  );
}
