import { ApartmentOutlined, EditOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { sessionQuery, treeQuery } from "../../api/queries";
import type { Organigram, Person } from "../../api/types";
import { listed, nameOf, wordOf } from "../../lib/words";
import { type Column, DataTable } from "../../ui/DataTable";
import { Centered, Failure } from "../../ui/Empty";
import { Card, PageShell, Tag } from "../../ui/kit";
import { ImportDrawer } from "./ImportDrawer";
import { PersonDrawer } from "./PersonDrawer";
import css from "./people.module.css";
import { type PlacedGroup, TreeDrawer } from "./TreeDrawer";
import { TreePane } from "./TreePane";

type Opened = "new" | "import" | "tree" | "group" | null;

/** Those who work here: the tree beside the list; the opened person is in the address. */
export function PeoplePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/signed-in/people" });
  const mayChange = useQuery(sessionQuery).data?.actions.includes("people.admin") ?? false;
  const tree = useQuery(treeQuery);
  const [opened, setOpened] = useState<Opened>(null);
  const filter = {
    q: search.q ?? "",
    group: search.group ?? "",
    place: search.place ?? "",
    gone: search.gone === "1",
  };
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["people", filter],
    queryFn: ({ pageParam }) => api.people({ ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const go = (part: Partial<typeof search>) =>
    void navigate({ to: "/people", search: { ...search, ...part } });
  const group = tree.data ? placed(tree.data, filter.group) : null;
  const failed = error ?? tree.error;

  return (
    <PageShell
      title={t("people.title")}
      tools={
        <>
          <Input.Search
            allowClear
            key={search.q ?? ""}
            defaultValue={search.q ?? ""}
            style={{ width: 250 }}
            placeholder={t("people.search")}
            aria-label={t("people.search")}
            onSearch={(q) => go({ q: q.trim() || undefined })}
          />
          <Checkbox
            checked={filter.gone}
            onChange={(event) => go({ gone: event.target.checked ? "1" : undefined })}
          >
            {t("people.gone")}
          </Checkbox>
          <span style={{ flex: 1 }} />
          {mayChange && (
            <>
              <Button icon={<ApartmentOutlined />} onClick={() => setOpened("tree")}>
                {t("people.newGroup")}
              </Button>
              <Button icon={<ImportOutlined />} onClick={() => setOpened("import")}>
                {t("people.import")}
              </Button>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpened("new")}>
                {t("people.add")}
              </Button>
            </>
          )}
        </>
      }
    >
      {failed ? (
        <Failure error={failed} again={() => void Promise.all([refetch(), tree.refetch()])} />
      ) : data && tree.data ? (
        <div className={css.sides}>
          <Card isPadded>
            <TreePane
              tree={tree.data}
              chosen={search}
              onChoose={({ place, group }) => go({ place, group })}
            />
          </Card>
          <Card isPadded>
            {group && (
              <div className={css.group}>
                <h2>{nameOf(group.name)}</h2>
                {mayChange && (
                  <Button icon={<EditOutlined />} onClick={() => setOpened("group")}>
                    {t("people.changeGroup")}
                  </Button>
                )}
              </div>
            )}
            <DataTable
              columns={columnsOf(t, tree.data)}
              rows={data.pages.flatMap((page) => page.people)}
              keyOf={(one) => one.user_id}
              onOpen={(one) => go({ person: one.user_id })}
              isMarked={(one) => one.user_id === search.person}
              empty={t("people.none")}
              label={t("people.title")}
            />
            {hasNextPage && (
              <Button block onClick={() => void fetchNextPage()}>
                {t("common.more")}
              </Button>
            )}
          </Card>
        </div>
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
      {tree.data && (search.person || opened === "new") && (
        <PersonDrawer
          key={search.person ?? "new"}
          userId={opened === "new" ? null : (search.person ?? null)}
          tree={tree.data}
          mayChange={mayChange}
          onClose={() => {
            setOpened(null);
            go({ person: undefined });
          }}
        />
      )}
      {opened === "import" && <ImportDrawer onClose={() => setOpened(null)} />}
      {tree.data && (opened === "tree" || (opened === "group" && group)) && (
        <TreeDrawer
          key={opened}
          tree={tree.data}
          group={opened === "group" ? group : null}
          onClose={() => setOpened(null)}
          onClosed={() => {
            setOpened(null);
            go({ group: undefined });
          }}
        />
      )}
    </PageShell>
  );
}

function placed(tree: Organigram, groupId: string): PlacedGroup | null {
  for (const place of tree.places)
    for (const group of place.groups)
      if (group.group_id === groupId) return { ...group, path: place.path };
  return null;
}

type T = TFunction;

function columnsOf(t: T, tree: Organigram): Column<Person>[] {
  const groups = new Map(
    tree.places.flatMap((place) => place.groups.map((one) => [one.group_id, one.name] as const)),
  );
  const places = new Map(tree.places.map((one) => [one.path, one.name]));
  const { skills } = tree.vocabulary;
  return [
    { key: "number", title: t("people.number"), cell: (one) => one.seat?.number ?? "–" },
    { key: "name", title: t("people.name"), cell: (one) => one.name },
    {
      key: "group",
      title: t("people.group"),
      cell: (one) => (one.seat ? nameOf(groups.get(one.seat.group_id)) : t("people.noSeat")),
    },
    {
      key: "place",
      title: t("people.place"),
      cell: (one) => nameOf(places.get(one.branch_id)) ?? one.branch_id,
    },
    {
      key: "roles",
      title: t("people.roles"),
      cell: (one) =>
        listed(
          t,
          one.roles.map((role) => wordOf(t, "role", role)),
        ),
    },
    {
      key: "skills",
      title: t("people.skills"),
      cell: (one) =>
        Object.entries(one.seat?.skills ?? {})
          .sort(([, a], [, b]) => b - a)
          .map(([skill, level]) => `${nameOf(skills[skill]) ?? skill} ${level}`)
          .join(" · "),
    },
    {
      key: "state",
      title: t("people.state"),
      cell: (one) => (
        <Tag tone={one.is_active ? "ok" : "neutral"}>
          {t(one.is_active ? "people.works" : "people.left")}
        </Tag>
      ),
    },
  ];
}
