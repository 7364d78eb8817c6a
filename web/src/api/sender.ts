import { Problem } from "./http";

const PAUSES_MS = [400, 1500, 4000];

/** Made by chance; pages without TLS have no `randomUUID`. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/** Nobody can say whether it was taken. */
const isLost = (error: unknown) =>
  error instanceof Problem && (error.status === 0 || error.status >= 500);

/** Sends what must arrive once. A key belongs to one act of sending, however often that asks.
 * Where no answer came at all, the key waits for whoever presses again. */
export class Sender {
  /** Keys of which nobody can say whether they were taken, by what was sent with them. */
  private readonly unsure = new Map<string, string[]>();

  constructor(private readonly pausesMs: readonly number[] = PAUSES_MS) {}

  /** `what` tells one thing that is sent from another; an equal one that is begun while the
   * first is on its way is another post. */
  async send<T>(what: string, verb: (key: string) => Promise<T>): Promise<T> {
    const key = this.again(what) ?? newKey();
    for (let tries = 0; ; tries++) {
      try {
        return await verb(key);
      } catch (error) {
        if (!isLost(error)) throw error;
        const pause = this.pausesMs[tries];
        if (pause === undefined) {
          this.unsure.set(what, [...(this.unsure.get(what) ?? []), key]);
          throw error;
        }
        await new Promise((resume) => setTimeout(resume, pause));
      }
    }
  }

  /** The key of the oldest of these that was never answered: from now on it is on its way. */
  private again(what: string): string | undefined {
    const [key, ...others] = this.unsure.get(what) ?? [];
    if (others.length > 0) this.unsure.set(what, others);
    else this.unsure.delete(what);
    return key;
  }
}
