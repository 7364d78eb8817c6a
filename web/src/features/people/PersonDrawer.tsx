import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { Organigram, Profile } from "../../api/types";
import { date } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { notify } from "../../stores/notices";
import { Centered, Failure } from "../../ui/Empty";
import { Field, Section } from "../../ui/kit";
import { Sheet } from "../../ui/Sheet";
import { act, renew } from "./act";
import { Moves } from "./Moves";
import { PersonForm } from "./PersonForm";
import css from "./people.module.css";

interface Props {
  /** None: somebody new. */
  userId: string | null;
  tree: Organigram;
  mayChange: boolean;
  onClose: () => void;
}

/** One who works here, or somebody new. */
export function PersonDrawer({ userId, tree, mayChange, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ["person", userId],
    queryFn: () => api.person(userId ?? ""),
    enabled: userId !== null,
  });
  const title = userId === null ? t("people.add") : (data?.person.name ?? t("common.loading"));
  return (
    <Sheet open size={420} isModal={false} title={title} onClose={onClose}>
      {userId === null ? (
        <PersonForm
          tree={tree}
          person={null}
          isLocked={false}
          onSave={async (draft, password) => {
            const made = await api.addPerson(draft, password);
            await renew();
            notify("good", t("people.added", { name: made.name }));
            onClose();
          }}
        />
      ) : error ? (
        <Failure error={error} />
      ) : data ? (
        <>
          <PersonForm
            key={data.person.version}
            tree={tree}
            person={data.person}
            isLocked={!mayChange}
            onSave={async (draft) => {
              await api.changePerson(userId, draft, data.person.version);
              await renew();
              notify("good", t("people.saved"));
            }}
          />
          <Posts profile={data} tree={tree} />
          {mayChange && data.person.is_active && data.person.seat && (
            <Moves profile={data} tree={tree} />
          )}
          {mayChange && <Standing profile={data} />}
        </>
      ) : (
        <Centered>{t("common.loading")}</Centered>
      )}
    </Sheet>
  );
}

function Posts({ profile, tree }: { profile: Profile; tree: Organigram }) {
  const { t } = useTranslation();
  const groups = tree.places.flatMap((place) => place.groups);
  if (profile.posts.length === 0) return null;
  return (
    <Section title={t("people.posts")}>
      <ul>
        {profile.posts.map((post) => {
          const group = groups.find((one) => one.group_id === post.group_id);
          const since = date(post.since);
          return (
            <li key={post.since}>
              {nameOf(group?.name) ?? post.group_id}{" "}
              {post.until
                ? t("people.sinceUntil", { since, until: date(post.until) })
                : t("people.since", { since })}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** What is done at once: a password, going, and coming back. */
function Standing({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const { user_id, is_active } = profile.person;
  return (
    <Section title={t("people.password")}>
      <Field label={t("people.password")}>
        <Input.Password
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <div className={css.buttons}>
        <Button
          disabled={password.length < 8}
          onClick={() =>
            void act(() => api.setPassword(user_id, password), t("people.passwordSet"))
          }
        >
          {t("people.setPassword")}
        </Button>
        {is_active ? (
          <Button
            danger
            onClick={() => void act(() => api.dismissPerson(user_id), t("people.saved"))}
          >
            {t("people.leave")}
          </Button>
        ) : (
          <Button onClick={() => void act(() => api.returnPerson(user_id), t("people.saved"))}>
            {t("people.return")}
          </Button>
        )}
      </div>
    </Section>
  );
}
