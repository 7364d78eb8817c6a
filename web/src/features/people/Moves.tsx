import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { Organigram, Profile } from "../../api/types";
import { serverNow } from "../../lib/clock";
import { day, dayAfter, fromLocalInput, moment, toLocalInput } from "../../lib/format";
import { nameOf } from "../../lib/words";
import { Field, Section } from "../../ui/kit";
import { act } from "./act";
import { GroupSelect } from "./GroupSelect";
import css from "./people.module.css";

/** Moves of one person that are still to come, and one more. */
export function Moves({ profile, tree }: { profile: Profile; tree: Organigram }) {
  const { t } = useTranslation();
  const { user_id, seat } = profile.person;
  const [group, setGroup] = useState("");
  const [at, setAt] = useState(() => `${dayAfter(day(serverNow()))}T00:00`);
  const moving = fromLocalInput(at);
  const isAhead = moving !== null && Date.parse(moving) > serverNow();

  const plan = async (event: FormEvent) => {
    event.preventDefault();
    if (!group || !moving || !isAhead) return;
    const isDone = await act(
      () => api.movePeople([user_id], group, moving),
      t("people.moveIsPlanned"),
    );
    if (isDone) setGroup("");
  };
  return (
    <Section title={t("people.moves")}>
      <Plans profile={profile} tree={tree} />
      <form onSubmit={(event) => void plan(event)}>
        <Field label={t("people.toGroup")} isRequired>
          <GroupSelect
            tree={tree}
            value={group}
            onChange={setGroup}
            placeholder={t("people.noGroup")}
            except={profile.plans.length === 0 ? seat?.group_id : undefined}
          />
        </Field>
        <Field label={t("people.from")} isRequired>
          <Input
            type="datetime-local"
            min={toLocalInput(serverNow())}
            value={at}
            onChange={(event) => setAt(event.target.value)}
          />
        </Field>
        {!isAhead && (
          <p className={css.note} role="status">
            {t("people.notAhead")}
          </p>
        )}
        <Button block htmlType="submit" disabled={!group || !isAhead}>
          {t("people.planMove")}
        </Button>
      </form>
    </Section>
  );
}

function Plans({ profile, tree }: { profile: Profile; tree: Organigram }) {
  const { t } = useTranslation();
  const groups = tree.places.flatMap((place) => place.groups);
  if (profile.plans.length === 0) return <p className={css.note}>{t("people.noMoves")}</p>;
  return (
    <ul className={css.plans} aria-label={t("people.moves")}>
      {profile.plans.map((plan) => {
        const group =
          nameOf(groups.find((one) => one.group_id === plan.group_id)?.name) ?? plan.group_id;
        return (
          <li key={plan.plan_id}>
            <span>
              {group} {t("people.since", { since: moment(plan.at) })}
            </span>
            <Button
              size="small"
              aria-label={t("people.callOffOf", { group })}
              onClick={() => void act(() => api.callOffMove(plan.plan_id), t("people.calledOff"))}
            >
              {t("people.callOff")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
