import { Input, InputNumber, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { durationOf, secondsOf, UNITS, type Unit, unitOf } from "./schema";

/** A time span as a number and a unit; what is written in months or years stays as text. */
export function Duration(props: {
  label: string;
  value: string | null;
  isOptional: boolean;
  onChange: (value: string | null) => void;
}) {
  const { t } = useTranslation();
  const { label, value, isOptional, onChange } = props;
  const seconds = value === null ? null : secondsOf(value);
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds ?? 0));
  if (value !== null && seconds === null)
    return (
      <Input aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
    );
  const write = (amount: number | null) => {
    if (amount !== null) onChange(durationOf(amount * UNITS[unit]));
    else if (isOptional) onChange(null);
  };
  return (
    <Space.Compact>
      <InputNumber
        aria-label={label}
        min={0}
        value={seconds === null ? null : seconds / UNITS[unit]}
        onChange={write}
      />
      <Select
        aria-label={t("rules.unit")}
        style={{ width: 90 }}
        value={unit}
        onChange={setUnit}
        options={(Object.keys(UNITS) as Unit[]).map((one) => ({
          value: one,
          label: t(`rules.units.${one}`),
        }))}
      />
    </Space.Compact>
  );
}
