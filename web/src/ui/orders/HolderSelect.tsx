import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { branchesQuery, sessionQuery } from "../../api/queries";
import type { Holder } from "../../api/types";
import { matches } from "../../lib/pinyin";
import { nameOf } from "../../lib/words";

interface Props {
  value: Holder | undefined;
  onChange: (holder: Holder | undefined) => void;
  /** Only who is below the place of whoever asks. */
  isBelow: boolean;
  /** What stands there as long as nobody is chosen. */
  unset: string;
}

/** Who gets it: a place, or whoever asks. */
export function HolderSelect({ value, onChange, isBelow, unset }: Props) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery).data;
  const branches = useQuery(branchesQuery).data ?? [];
  const places = branches.filter(
    (one) => !isBelow || one.branch_id.startsWith(`${session?.branch_id}.`),
  );
  const options = [
    ...places.map((one) => ({ value: `place/${one.branch_id}`, label: nameOf(one.name) })),
    ...(session ? [{ value: `person/${session.user_id}`, label: t("order.me") }] : []),
  ];
  const choose = (chosen: string | undefined) => {
    const [kind, id] = chosen?.split("/") ?? [];
    onChange((kind === "place" || kind === "person") && id ? { kind, id } : undefined);
  };
  return (
    <Select
      autoFocus
      allowClear
      value={value ? `${value.kind}/${value.id}` : null}
      placeholder={unset}
      onChange={(chosen: string | undefined) => choose(chosen)}
      showSearch={{
        filterOption: (text, option) => matches(text, String(option?.label ?? ""), ""),
      }}
      options={options}
    />
  );
}
