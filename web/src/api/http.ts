import { language } from "../lib/language";

/** The server's refusal: `code` is for programs, `message` is a sentence for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { "Accept-Language": language() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new Problem(0, "away", "");
  }
  const text = await response.text();
  const answer: unknown = text ? read(text) : undefined;
  if (!response.ok) throw problem(response.status, answer);
  return answer as T;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(status: number, answer: unknown): Problem {
  const said = (answer ?? {}) as { code?: unknown; detail?: unknown };
  const code = typeof said.code === "string" ? said.code : `http-${status}`;
  return new Problem(status, code, typeof said.detail === "string" ? said.detail : "");
}

export const http = {
  get: <T>(path: string, query?: Query) => send<T>("GET", withQuery(path, query)),
  post: <T>(path: string, body?: unknown) => send<T>("POST", path, body),
  remove: (path: string) => send<void>("DELETE", path),
};
