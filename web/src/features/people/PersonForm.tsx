import { Button, Input, InputNumber, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Organigram, Person, PersonDraft } from "../../api/types";
import { matches } from "../../lib/pinyin";
import { nameOf, wordOf } from "../../lib/words";
import { complain } from "../../stores/notices";
import { Field } from "../../ui/kit";
import { GroupSelect } from "./GroupSelect";
import css from "./people.module.css";

interface Props {
  tree: Organigram;
  person: Person | null;
  isLocked: boolean;
  onSave: (draft: PersonDraft, password: string) => Promise<void>;
}

const search = {
  filterOption: (text: string, option?: { label?: unknown }) =>
    matches(text, String(option?.label ?? ""), ""),
};

/** All that is known of a person, to be changed at one time. */
export function PersonForm({ tree, person, isLocked, onSave }: Props) {
  const { t } = useTranslation();
  const { vocabulary, places } = tree;
  const [name, setName] = useState(person?.name ?? "");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [roles, setRoles] = useState<string[]>([...(person?.roles ?? ["agent"])]);
  const [place, setPlace] = useState(person?.branch_id ?? places[0]?.path ?? "");
  const [number, setNumber] = useState(person?.seat?.number ?? "");
  const [group, setGroup] = useState(person?.seat?.group_id ?? "");
  const [seatType, setSeatType] = useState(person?.seat?.seat_type ?? "agent");
  const [skills, setSkills] = useState<Record<string, number>>({ ...person?.seat?.skills });
  const [isAsking, setAsking] = useState(false);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    const seat = group
      ? { number, group_id: group, seat_type: seatType, skills, queues: person?.seat?.queues ?? [] }
      : null;
    try {
      await onSave({ name, login, roles, path: seat ? null : place, seat }, password);
    } catch (error) {
      complain(error);
    } finally {
      setAsking(false);
    }
  };
  const level = (skill: string, value: number | null) =>
    setSkills(({ [skill]: _, ...others }) => (value ? { ...others, [skill]: value } : others));

  return (
    <form onSubmit={(event) => void save(event)}>
      <fieldset disabled={isLocked} style={{ border: 0, padding: 0, margin: 0 }}>
        <Field label={t("people.name")} isRequired>
          <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </Field>
        {!isLocked && (
          <Field label={t("people.login")} isRequired={person === null}>
            <Input
              autoComplete="off"
              value={login}
              maxLength={100}
              placeholder={person ? t("people.loginKept") : ""}
              onChange={(event) => setLogin(event.target.value)}
            />
          </Field>
        )}
        {person === null && (
          <Field label={t("people.firstPassword")}>
            <Input.Password
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
        )}
        <Field label={t("people.roles")} isRequired>
          <Select
            mode="multiple"
            disabled={isLocked}
            value={roles}
            onChange={setRoles}
            options={vocabulary.roles.map((role) => ({
              value: role,
              label: wordOf(t, "role", role),
            }))}
          />
        </Field>
        <Field label={t("people.group")}>
          <GroupSelect
            tree={tree}
            value={group}
            onChange={setGroup}
            placeholder={t("people.noSeat")}
            isLocked={isLocked}
          />
        </Field>
        {person?.seat && group !== person.seat.group_id && <p>{t("people.moveNote")}</p>}
        {group ? (
          <>
            <Field label={t("people.number")} isRequired>
              <Input
                value={number}
                maxLength={20}
                onChange={(event) => setNumber(event.target.value)}
              />
            </Field>
            <Field label={t("people.seatType")}>
              <Select
                disabled={isLocked}
                value={seatType}
                onChange={setSeatType}
                options={Object.entries(vocabulary.seat_types).map(([value, word]) => ({
                  value,
                  label: nameOf(word),
                }))}
              />
            </Field>
            <div className={css.skills}>
              {Object.entries(vocabulary.skills).map(([skill, word]) => (
                <Field key={skill} label={t("people.level", { skill: nameOf(word) })}>
                  <InputNumber
                    min={1}
                    max={9}
                    precision={0}
                    disabled={isLocked}
                    value={skills[skill] ?? null}
                    onChange={(value) => level(skill, value)}
                  />
                </Field>
              ))}
            </div>
          </>
        ) : (
          <Field label={t("people.place")} isRequired>
            <Select
              disabled={isLocked}
              showSearch={search}
              value={place}
              onChange={setPlace}
              options={places
                .filter((one) => one.kind !== "department")
                .map((one) => ({ value: one.path, label: nameOf(one.name) }))}
            />
          </Field>
        )}
        {!isLocked && (
          <Button type="primary" block htmlType="submit" loading={isAsking}>
            {t("people.save")}
          </Button>
        )}
      </fieldset>
    </form>
  );
}
