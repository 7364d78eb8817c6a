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

/** Sends what must arrive once: again with the same key while no answer comes, and with the
 * same when somebody presses again. */
export class Sender {
  private readonly unsure = new Map<string, string>();

  constructor(private readonly pausesMs: readonly number[] = PAUSES_MS) {}

  /** `what` tells one thing that is sent from another. */
  async send<T>(what: string, verb: (key: string) => Promise<T>): Promise<T> {
    const key = this.unsure.get(what) ?? newKey();
    this.unsure.set(what, key);
    for (let tries = 0; ; tries++) {
      try {
        const taken = await verb(key);
        this.unsure.clear();
        return taken;
      } catch (error) {
        const pause = this.pausesMs[tries];
        if (!isLost(error)) this.unsure.delete(what);
        if (!isLost(error) || pause === undefined) throw error;
        await new Promise((resume) => setTimeout(resume, pause));
      }
    }
  }
}
