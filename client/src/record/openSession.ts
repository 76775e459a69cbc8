/** Opens a text for the screens. */
import { RequestFailed } from "./api.ts";
import { inTime } from "./keeper.ts";
import { OTHER_PERSON, SOMEBODY_ELSE } from "./locked.ts";
import { Session } from "./session.ts";
import { BROWSER } from "./surroundings.ts";
import type { TextSession } from "./types.ts";

/**
 * Opens a text, for the person whose page it is, where the page says so. Rejects with a RequestFailed where it cannot be
 * read, or somebody else has signed in since the page was made.
 */
export async function openSession(
  text: string,
  person?: string,
  surroundings = BROWSER,
): Promise<TextSession> {
  const opening = await surroundings.fetchOpening(text);
  if (person !== undefined && opening.you.person !== person) {
    throw new RequestFailed(OTHER_PERSON, SOMEBODY_ELSE.message);
  }
  const opened = surroundings.openStore(text, opening.you.person);
  const store = await inTime(opened).catch(() => null);
  const session = new Session(opening, store, surroundings);
  await session.takeUp();
  // A busy machine may be slow to open it, and words of an earlier window are in it.
  if (!store) opened.then((late) => session.keepIn(late)).catch(() => undefined);
  return session;
}
