import type { Recording } from "../../api/types";

/** What may be heard once a reason was given: where it is, and how it looks. */
export interface Listening {
  recording: Recording;
  url: string;
  peaks: number[][];
  seconds: number;
}
