/** What a text session fetches over HTTP. */
import type { Entry, Opening } from "./types.ts";

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

/** All entries that name a paragraph; they come in pages, the last ones first. */
export async function fetchHistory(text: string, paragraph: string): Promise<Entry[]> {
  const path = `/api/texts/${encodeURIComponent(text)}/history/${encodeURIComponent(paragraph)}`;
  let page = await get<Page>(path);
  let entries = page.entries;
  while (page.earlier) {
    page = await get<Page>(`${path}?before=${page.from}`);
    entries = [...page.entries, ...entries];
  }
  return entries;
}

interface Page {
  from: number;
  entries: Entry[];
  earlier: boolean;
}

async function get<Answer>(path: string): Promise<Answer> {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin" } as const;
  const response = await fetch(path, options).catch(() => {
    throw new RequestFailed("unreachable", "The server cannot be reached.");
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new RequestFailed(body.code ?? String(response.status), body.message ?? "");
  return body as Answer;
}
