import type { TFunction } from "i18next";

const OUTCOMES = [
  "answered",
  "abandoned",
  "done",
  "left",
  "queued",
  "ringing",
  "talking",
  "lost",
] as const;

/** What became of a contact; words that we do not know are shown as they are. */
export function outcomeWord(t: TFunction, outcome: string): string {
  const known = OUTCOMES.find((one) => one === outcome);
  return known ? t(`outcome.${known}`) : outcome;
}

const CHANNELS = ["voice", "chat"] as const;
export function channelWord(t: TFunction, channel: string): string {
  const known = CHANNELS.find((one) => one === channel);
  return known ? t(`channel.${known}`) : channel;
}
