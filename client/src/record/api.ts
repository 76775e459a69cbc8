/** The HTTP requests of a text session. */
import type { Page } from "./histories.ts";
import { heardDate } from "./serverClock.ts";
import type { Opening } from "./types.ts";

/** A request that was answered with a refusal, or not at all (`code` is then `unreachable`). */
export class RequestFailed extends Error {
  constructor(
    public code: string,
    message: string,
  ) {
    super(message);
  }
}

/** `query` is empty for the text of now, or `number=17`, or `at=` and an instant. */
export function fetchOpening(text: string, query = ""): Promise<Opening> {
  return get(`/api/texts/${encodeURIComponent(text)}/state${query && `?${query}`}`);
}

/** The last entries that concern a paragraph, or the last ones before a number. */
export function fetchHistory(text: string, paragraph: string, before?: number): Promise<Page> {
  const path = `/api/texts/${encodeURIComponent(text)}/history/${encodeURIComponent(paragraph)}`;
  return get(before === undefined ? path : `${path}?before=${before}`);
}

export type Measure = "characters" | "paragraphs" | "bytes";

/** The quota of one's delegation in the text, and its use; `account` is null for Secretariat and Chair. */
export interface Quota {
  account: string | null;
  quota: Record<Measure, { used: number; most: number }>;
}

export function fetchQuota(text: string): Promise<Quota> {
  return get(`/api/texts/${encodeURIComponent(text)}/quota`);
}

/** Characters without a font in the status document that would be issued: code points, and the paragraphs with them. */
export interface Unprinted {
  characters: string[];
  paragraphs: string[];
}

/** `asOf` is null for the text of now. */
export function fetchUnprinted(text: string, asOf: string | null, level: string): Promise<Unprinted> {
  const query = new URLSearchParams({ level, ...(asOf === null ? {} : { at: asOf }) });
  return get(`/api/texts/${encodeURIComponent(text)}/unprinted?${query}`);
}

async function get<Answer>(path: string): Promise<Answer> {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin" } as const;
  const response = await fetch(path, options).catch(() => {
    throw new RequestFailed("unreachable", "The server cannot be reached.");
  });
  heardDate(response.headers?.get("Date") ?? null);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new RequestFailed(body.code ?? String(response.status), body.message ?? "");
  return body as Answer;
}
