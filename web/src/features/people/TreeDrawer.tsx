import { Button, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import type { Organigram, TreeGroup } from "../../api/types";
import { nameOf } from "../../lib/words";
import { Field, Section, Segmented } from "../../ui/kit";
import { Sheet } from "../../ui/Sheet";
import { act } from "./act";
import { GroupSelect } from "./GroupSelect";
import css from "./people.module.css";

/** Where a group is, as the tree says. */
export interface PlacedGroup extends TreeGroup {
  path: string;
}

/** A new group or department in a place, or a group that is there: its names, its place, and
 * its end. */
export function TreeDrawer(props: {
  tree: Organigram;
  /** None: a new one. */
  group: PlacedGroup | null;
  onClose: () => void;
  onClosed: () => void;
}) {
  const { t } = useTranslation();
  const { tree, group, onClose, onClosed } = props;
  const [what, setWhat] = useState<"group" | "department">("group");
  const [place, setPlace] = useState(group?.path ?? tree.places[0]?.path ?? "");
  const [id, setId] = useState(group?.group_id ?? "");
  const [zh, setZh] = useState(group?.name.zh ?? "");
  const [en, setEn] = useState(group?.name.en ?? "");
  const isComplete = [place, id, zh, en].every((text) => text.trim() !== "");

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    const name = { zh: zh.trim(), en: en.trim() };
    const isDone = await act(
      () =>
        what === "group"
          ? api.setGroup(id.trim(), place, name)
          : api.setPlace(`${place}.${id.trim()}`, "department", name),
      t("people.saved"),
    );
    if (isDone) onClose();
  };
  const title = group ? t("people.changeGroup") : t("people.tree");
  return (
    <Sheet open size={360} isModal={false} title={title} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        {!group && (
          <Segmented
            label={t("people.tree")}
            value={what}
            options={[
              { value: "group", label: t("people.newGroup") },
              { value: "department", label: t("people.newDepartment") },
            ]}
            onChange={setWhat}
          />
        )}
        <Field label={t("people.place")} isRequired>
          <Select
            value={place}
            onChange={setPlace}
            options={tree.places.map((one) => ({ value: one.path, label: nameOf(one.name) }))}
          />
        </Field>
        {group && group.people > 0 && place !== group.path && (
          <p className={css.note}>{t("people.placeNote", { count: group.people })}</p>
        )}
        {!group && (
          <Field label={t("people.id")} isRequired>
            <Input value={id} maxLength={40} onChange={(event) => setId(event.target.value)} />
          </Field>
        )}
        <Field label={t("people.zh")} isRequired>
          <Input value={zh} maxLength={60} onChange={(event) => setZh(event.target.value)} />
        </Field>
        <Field label={t("people.en")} isRequired>
          <Input value={en} maxLength={60} onChange={(event) => setEn(event.target.value)} />
        </Field>
        <Button type="primary" block htmlType="submit" disabled={!isComplete}>
          {t("people.save")}
        </Button>
      </form>
      {group && <Closing tree={tree} group={group} onClosed={onClosed} />}
    </Sheet>
  );
}

/** The end of a group; whoever is in it goes into another. */
function Closing(props: { tree: Organigram; group: PlacedGroup; onClosed: () => void }) {
  const { t } = useTranslation();
  const { tree, group, onClosed } = props;
  const [into, setInto] = useState("");
  const close = async () => {
    const closing = () => api.closeGroup(group.group_id, into);
    if (await act(closing, t("people.groupClosed", { name: nameOf(group.name) }))) onClosed();
  };
  return (
    <Section title={t("people.closeGroup")}>
      <p className={css.note}>{t("people.closeNote")}</p>
      {group.people > 0 && (
        <Field label={t("people.goInto", { count: group.people })} isRequired>
          <GroupSelect
            tree={tree}
            value={into}
            onChange={setInto}
            placeholder={t("people.noGroup")}
            except={group.group_id}
          />
        </Field>
      )}
      <Button danger block disabled={group.people > 0 && !into} onClick={() => void close()}>
        {t("people.closeGroup")}
      </Button>
    </Section>
  );
}
