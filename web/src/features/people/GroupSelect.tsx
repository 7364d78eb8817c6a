import { Select } from "antd";
import type { Organigram } from "../../api/types";
import { matches } from "../../lib/pinyin";
import { nameOf } from "../../lib/words";

/** One of the tree's groups, found by its name; empty is none. */
export function GroupSelect(props: {
  tree: Organigram;
  value: string;
  onChange: (groupId: string) => void;
  placeholder: string;
  /** A group that is no choice here. */
  except?: string | undefined;
  isLocked?: boolean;
}) {
  const { tree, value, onChange, placeholder, except, isLocked = false } = props;
  return (
    <Select
      allowClear
      disabled={isLocked}
      placeholder={placeholder}
      showSearch={{
        filterOption: (text, option) => matches(text, String(option?.label ?? ""), ""),
      }}
      value={value || null}
      onChange={(next: string | null) => onChange(next ?? "")}
      options={tree.places
        .flatMap((place) => place.groups)
        .filter((group) => group.group_id !== except)
        .map((group) => ({ value: group.group_id, label: nameOf(group.name) }))}
    />
  );
}
