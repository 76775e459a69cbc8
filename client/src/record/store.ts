/**
 * Kept by this browser until it is on record: unacknowledged work, window by window, and drafts. Written before
 * anything is sent, so that it survives a closed browser; taken up by the next window of the same person.
 *
 * Each window holds a Web Lock while it lives. Who gets the lock of another window knows that it is gone, and makes its
 * records its own while holding it: so two windows never take up the same work.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { SavedWork } from "./effects.ts";
import type { Command, Draft } from "./types.ts";
import { canLock, enter, ifGone, whenOthersGo } from "./windows.ts";
import type { Orphan } from "./work.ts";

export type Kept =
  | { kind: "work"; id: string; value: SavedWork | null }
  | { kind: "orphan"; id: string; value: Orphan | null }
  | { kind: "act"; id: string; value: Command | null };

export interface ToKeep {
  kept: Kept[];
  drafts: Draft[];
}

/** The work that closed windows left. */
export interface Left {
  works: SavedWork[];
  orphans: Orphan[];
  acts: Command[];
}

/** One person's work on one text, in one window. */
export interface Store {
  /** Keeps values (null: keeps them no more) and drafts, together or not at all. */
  write(toKeep: ToKeep): Promise<void>;
  /**
   * Finds what windows left that are no more, has it taken up, and keeps what comes of it in place of what was left, in
   * one transaction: a window that dies over this leaves everything as it was.
   */
  claim(takeUp: (left: Left) => ToKeep): Promise<void>;
  drafts(): Promise<Draft[]>;
  dropDraft(id: string): Promise<void>;
  /** Tells whenever a window goes, which may have left something, until this store is closed. */
  whenLeft(tell: () => void): void;
  close(): void;
}

interface Row {
  text: string;
  person: string;
  window: string;
  kind: Kept["kind"];
  id: string;
  value: SavedWork | Orphan | Command;
}

interface Schema extends DBSchema {
  work: { key: [string, string, string, string, string]; value: Row; indexes: { of: [string, string] } };
  drafts: { key: string; value: Draft & { person: string }; indexes: { of: [string, string] } };
}

/** Opens the store of a person's work on a text. Rejects where the browser keeps nothing (some private windows). */
export async function openStore(text: string, person: string): Promise<Store> {
  const database = await openDB<Schema>("adref", 1, {
    upgrade(fresh) {
      const work = fresh.createObjectStore("work", { keyPath: ["text", "person", "window", "kind", "id"] });
      work.createIndex("of", ["text", "person"]);
      fresh.createObjectStore("drafts", { keyPath: "id" }).createIndex("of", ["text", "person"]);
    },
  });
  const { name, leave } = await enter();
  return new BrowserStore(database, text, person, name, leave);
}

class BrowserStore implements Store {
  private claimed = false;
  private unwatch = (): void => undefined;

  constructor(
    private database: IDBPDatabase<Schema>,
    private text: string,
    private person: string,
    private window: string,
    private leave: () => void,
  ) {}

  async write(toKeep: ToKeep): Promise<void> {
    await this.replace([], toKeep);
  }

  async claim(takeUp: (left: Left) => ToKeep): Promise<void> {
    if (!canLock() && this.claimed) return;
    this.claimed = true;
    const rows = await this.rows();
    for (const window of new Set(rows.map((row) => row.window))) {
      // Without locks a window goes by the name of its tab, and what it finds under that name it left itself.
      const alone = canLock()
        ? (act: () => Promise<void>) => ifGone(window, act)
        : (act: () => Promise<void>) => act();
      if ((window === this.window) === canLock()) continue;
      await alone(async () => {
        const left = (await this.rows()).filter((row) => row.window === window);
        if (left.length > 0) await this.replace(left, takeUp(sorted(left)));
      });
    }
  }

  private rows(): Promise<Row[]> {
    return this.database.getAllFromIndex("work", "of", [this.text, this.person]);
  }

  private async replace(left: Row[], { kept, drafts }: ToKeep): Promise<void> {
    const { text, person, window } = this;
    const transaction = this.database.transaction(["work", "drafts"], "readwrite");
    const [work, shelf] = [transaction.objectStore("work"), transaction.objectStore("drafts")];
    for (const row of left) void work.delete([text, person, row.window, row.kind, row.id]);
    for (const { kind, id, value } of kept) {
      if (value === null) void work.delete([text, person, window, kind, id]);
      else void work.put({ text, person, window, kind, id, value });
    }
    for (const draft of drafts) void shelf.put({ ...draft, person });
    await transaction.done;
  }

  async drafts(): Promise<Draft[]> {
    const drafts = await this.database.getAllFromIndex("drafts", "of", [this.text, this.person]);
    const bare = drafts.map(({ person: _, ...draft }) => draft as Draft);
    return bare.sort((one, other) => one.at.localeCompare(other.at));
  }

  async dropDraft(id: string): Promise<void> {
    await this.database.delete("drafts", id);
  }

  whenLeft(tell: () => void): void {
    this.unwatch();
    this.unwatch = whenOthersGo(this.window, tell);
  }

  close(): void {
    this.unwatch();
    this.leave();
    this.database.close();
  }
}

function sorted(rows: Row[]): Left {
  const values = <Value>(kind: Kept["kind"]) =>
    rows.filter((row) => row.kind === kind).map(({ value }) => value as Value);
  return {
    works: values<SavedWork>("work"),
    orphans: values<Orphan>("orphan"),
    acts: values<Command>("act"),
  };
}
