import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Duration } from "./Duration";
import { Json } from "./Json";
import css from "./rules.module.css";
import { blank, type Schema, shapeOf } from "./schema";

interface Props {
  schema: Schema;
  root: Schema;
  /** From the outside in, for whoever hears the page instead of seeing it. */
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** One value of a rule, whatever it is made of. */
export function ValueForm({ schema, root, label, value, onChange }: Props) {
  const { t } = useTranslation();
  const shape = shapeOf(schema, root);
  switch (shape.kind) {
    case "text":
      return (
        <Input
          aria-label={label}
          value={typeof value === "string" ? value : ""}
          onChange={({ target }) =>
            onChange(shape.isOptional && target.value === "" ? null : target.value)
          }
        />
      );
    case "number":
      return (
        <InputNumber
          aria-label={label}
          value={typeof value === "number" ? value : null}
          {...(shape.isWhole ? { precision: 0 } : {})}
          {...(shape.min === undefined ? {} : { min: shape.min })}
          {...(shape.max === undefined ? {} : { max: shape.max })}
          onChange={(next) => (next !== null || shape.isOptional) && onChange(next)}
        />
      );
    case "flag":
      return (
        <Checkbox
          aria-label={label}
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
        />
      );
    case "choice":
      return (
        <Select
          aria-label={label}
          allowClear={shape.isOptional}
          style={{ minWidth: 140 }}
          value={typeof value === "string" ? value : null}
          options={shape.options.map((one) => ({ value: one, label: one }))}
          onChange={(next) => onChange(next ?? null)}
        />
      );
    case "duration":
      return (
        <Duration
          label={label}
          isOptional={shape.isOptional}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
        />
      );
    case "words":
      return (
        <Select
          mode={shape.options ? "multiple" : "tags"}
          aria-label={label}
          style={{ width: "100%" }}
          value={Array.isArray(value) ? (value as string[]) : []}
          options={(shape.options ?? []).map((one) => ({ value: one, label: one }))}
          onChange={onChange}
        />
      );
    case "struct": {
      const held = record(value);
      return (
        <div className={css.struct}>
          {shape.fields.map(([name, inner]) => (
            <Entry key={name} name={name}>
              <ValueForm
                schema={inner}
                root={root}
                label={`${label} ${name}`}
                value={held[name]}
                onChange={(next) => onChange({ ...held, [name]: next })}
              />
            </Entry>
          ))}
        </div>
      );
    }
    case "map":
      return <Entries {...{ root, label, onChange }} inner={shape.inner} held={record(value)} />;
    case "list": {
      const held: unknown[] = Array.isArray(value) ? value : [];
      return (
        <div className={css.struct}>
          {held.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list
            <Entry key={index} name={`${index + 1}`} onDrop={() => onChange(without(held, index))}>
              <ValueForm
                schema={shape.inner}
                root={root}
                label={`${label} ${index + 1}`}
                value={one}
                onChange={(next) => onChange(held.map((old, at) => (at === index ? next : old)))}
              />
            </Entry>
          ))}
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => onChange([...held, blank(shape.inner, root)])}
          >
            {t("rules.addTo", { label })}
          </Button>
        </div>
      );
    }
    case "json":
      return <Json label={label} value={value} onChange={onChange} />;
  }
}

/** Entries by name, and one more. */
function Entries(props: {
  inner: Schema;
  root: Schema;
  label: string;
  held: Record<string, unknown>;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const { inner, root, label, held, onChange } = props;
  const [name, setName] = useState("");
  const isNew = name.trim() !== "" && !(name.trim() in held);
  const add = () => {
    if (!isNew) return;
    onChange({ ...held, [name.trim()]: blank(inner, root) });
    setName("");
  };
  return (
    <div className={css.struct}>
      {Object.entries(held).map(([key, one]) => (
        <Entry
          key={key}
          name={key}
          onDrop={() => {
            const { [key]: _, ...others } = held;
            onChange(others);
          }}
        >
          <ValueForm
            schema={inner}
            root={root}
            label={`${label} ${key}`}
            value={one}
            onChange={(next) => onChange({ ...held, [key]: next })}
          />
        </Entry>
      ))}
      <div className={css.adding}>
        <Input
          size="small"
          aria-label={t("rules.newName", { label })}
          placeholder={t("rules.newEntry")}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={(event) => {
            event.preventDefault();
            add();
          }}
        />
        <Button size="small" icon={<PlusOutlined />} disabled={!isNew} onClick={add}>
          {t("rules.addTo", { label })}
        </Button>
      </div>
    </div>
  );
}

function Entry(props: { name: string; onDrop?: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const { name, onDrop, children } = props;
  return (
    <div className={css.entry}>
      <div className={css.name}>
        <code>{name}</code>
        {onDrop && (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("rules.drop", { name })}
            onClick={onDrop}
          />
        )}
      </div>
      <div className={css.value}>{children}</div>
    </div>
  );
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const without = (held: readonly unknown[], index: number) => held.filter((_, at) => at !== index);
