import { Button, Input, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/calls";
import { queryClient } from "../../api/queries";
import type { Organigram } from "../../api/types";
import { nameOf } from "../../lib/words";
import { complain, notify } from "../../stores/notices";
import { Field, Segmented } from "../../ui/kit";
import { Sheet } from "../../ui/Sheet";

/** A new group or department in a place, or another name for one that is there. */
export function TreeDrawer({ tree, onClose }: { tree: Organigram; onClose: () => void }) {
  const { t } = useTranslation();
  const [what, setWhat] = useState<"group" | "department">("group");
  const [place, setPlace] = useState(tree.places[0]?.path ?? "");
  const [id, setId] = useState("");
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  const isComplete = [place, id, zh, en].every((text) => text.trim() !== "");

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    const name = { zh: zh.trim(), en: en.trim() };
    try {
      if (what === "group") await api.setGroup(id.trim(), place, name);
      else await api.setPlace(`${place}.${id.trim()}`, "department", name);
      await queryClient.invalidateQueries({ queryKey: ["tree"] });
      notify("good", t("people.saved"));
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Sheet open size={360} isModal={false} title={t("people.tree")} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <Segmented
          label={t("people.tree")}
          value={what}
          options={[
            { value: "group", label: t("people.newGroup") },
            { value: "department", label: t("people.newDepartment") },
          ]}
          onChange={setWhat}
        />
        <Field label={t("people.place")} isRequired>
          <Select
            value={place}
            onChange={setPlace}
            options={tree.places.map((one) => ({ value: one.path, label: nameOf(one.name) }))}
          />
        </Field>
        <Field label={t("people.id")} isRequired>
          <Input value={id} maxLength={40} onChange={(event) => setId(event.target.value)} />
        </Field>
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
    </Sheet>
  );
}
