import createClient from "openapi-fetch";
import { language } from "../lib/language";
import type { paths } from "./schema";

/** The server's refusal: `code` is for programs, `message` is a sentence for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** What else it says, for the page that knows the code. */
    readonly said: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

async function ask(request: Request): Promise<Response> {
  request.headers.set("Accept-Language", language());
  try {
    return await fetch(request);
  } catch {
    throw new Problem(0, "away", "");
  }
}

export const client = createClient<paths>({ baseUrl: globalThis.location?.origin, fetch: ask });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Tells `over` when the server no longer knows who asks. */
export const signIn = new EventTarget();

/** What was asked for, or a Problem. */
export async function answer<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  if (response.status === 401) signIn.dispatchEvent(new Event("over"));
  throw problem(response.status, error);
}

export function problem(status: number, body: unknown): Problem {
  const said = (typeof body === "object" && body ? body : {}) as Record<string, unknown>;
  const code = typeof said.code === "string" ? said.code : `http-${status}`;
  return new Problem(status, code, typeof said.detail === "string" ? said.detail : "", said);
}
