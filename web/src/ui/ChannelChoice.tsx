import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "../api/queries";
import { nameOf } from "../lib/words";
import { Segmented } from "./kit";

/** Contacts of all channels, or of one; nothing to choose where there is one only. */
export function ChannelChoice(props: { value: string; onChange: (channel: string) => void }) {
  const { t } = useTranslation();
  const channels = useQuery(channelsQuery).data ?? [];
  if (channels.length < 2) return null;
  return (
    <Segmented
      label={t("channels.label")}
      value={props.value}
      options={[
        { value: "", label: t("channels.all") },
        ...channels.map((one) => ({ value: one.channel, label: nameOf(one.name) })),
      ]}
      onChange={props.onChange}
    />
  );
}

export function useChannelNames(): (id: string) => string {
  const channels = useQuery(channelsQuery).data ?? [];
  return (id) => nameOf(channels.find((one) => one.channel === id)?.name) ?? id;
}
