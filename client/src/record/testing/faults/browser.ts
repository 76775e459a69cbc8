/**
 * A browser that may crash: the client's own session on the client's own wire and store, over a real socket and a
 * database of its own that outlives its windows. It notes what it was told, as evidence against the server.
 */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openSession } from "../../openSession.ts";
import { openStore, type Store, type ToKeep } from "../../store.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { Command, Opening, Outcome, TextSession } from "../../types.ts";
import { type Listener, openWire, type Wire } from "../../wire.ts";
import { lettersOf, lettersOfDraft, lettersOfRow } from "./letters.ts";

const TRY_AGAIN = 700;
const PATIENCE = 20_000;

interface Tab {
  dead: boolean;
  /** What is being kept just now, and since when. What is typed meanwhile waits for it. */
  keeping: { letters: Set<string>; since: number } | null;
  store?: Store;
  wire?: Wire;
}

/** What was kept in a browser, read from its database and from nothing else. */
export interface Shelf {
  drafts: number;
  works: number;
  letters: string[];
}

const never = <Value>() => new Promise<Value>(() => undefined);

export class Browser {
  session: TextSession | null = null;
  crashes = 0;
  /** The letters that each command put in, when it was first sent. */
  readonly sent = new Map<string, string>();
  readonly outcomes = new Map<string, Outcome>();
  /** Own commands whose entry came in the stream. */
  readonly heard = new Set<string>();
  /** Commands that had two outcomes that differ. */
  readonly contradicted = new Set<string>();
  /** Letters that were put in, with the instant. */
  readonly put = new Map<string, number>();
  readonly taken = new Set<string>();
  /** Letters that vanished in a crash before they could be kept. */
  readonly unkept = new Set<string>();
  /** Letters that were kept in its store. */
  readonly safe = new Set<string>();
  private factory = new IDBFactory();
  private tab: Tab = { dead: true, keeping: null };

  constructor(
    private origin: string,
    private cookie: string,
    private text: string,
  ) {}

  /** Opens the text in a new window, and goes on trying while the server is away. */
  async open(): Promise<TextSession> {
    for (;;) {
      const tab: Tab = { dead: false, keeping: null };
      this.tab = tab;
      try {
        const session = await openSession(this.text, undefined, this.surroundings(tab));
        this.session = session;
        return session;
      } catch {
        tab.dead = true;
        await this.shut(tab);
        await new Promise((later) => setTimeout(later, TRY_AGAIN));
      }
    }
  }

  /** The window is gone from one moment to the next; what its store holds is all that is left. */
  async crash(): Promise<void> {
    const { tab, session } = this;
    this.session = null;
    this.crashes += 1;
    tab.dead = true;
    session?.close();
    await this.shut(tab);
    if (tab.keeping) this.noteUnkept(tab.keeping);
  }

  /** A crash may overtake what is being kept, and what was typed since: as in any browser, and nothing else. */
  private noteUnkept({ letters, since }: { letters: Set<string>; since: number }): void {
    for (const [letter, at] of this.put) {
      if (!this.safe.has(letter) && (letters.has(letter) || at >= since)) this.unkept.add(letter);
    }
  }

  private async shut({ wire, store }: Tab): Promise<void> {
    wire?.close();
    store?.close();
  }

  /** Notes what the author put in and took out, before the session is told. */
  note(put: string[], taken: string[]): void {
    const now = performance.now();
    for (const letter of put) this.put.set(letter, now);
    for (const letter of taken) this.taken.add(letter);
  }

  async shelf(): Promise<Shelf> {
    const request = this.factory.open("adref");
    const database = await answer<IDBDatabase>(request);
    const transaction = database.transaction(["work", "drafts"]);
    const rows = await answer(transaction.objectStore("work").getAll());
    const drafts = await answer(transaction.objectStore("drafts").getAll());
    database.close();
    const works = rows.filter(({ kind }) => kind !== "act");
    return {
      drafts: drafts.length,
      works: works.length,
      letters: [...works.flatMap(lettersOfRow), ...drafts.flatMap(lettersOfDraft)],
    };
  }

  private surroundings(tab: Tab): Surroundings {
    const alive = <Value>(value: Value) => (tab.dead ? never<Value>() : value);
    return {
      fetchOpening: async (text) => alive(await this.fetchOpening(text)),
      fetchHistory: () => Promise.reject(new Error("nobody asks for a history here")),
      openStore: async (text, person) => {
        // The database is asked for at once, before anything else can name another browser's.
        globalThis.indexedDB = this.factory;
        const store = await openStore(text, person).catch(fatal);
        tab.store = store;
        return this.guardedStore(tab, store);
      },
      openWire: (text, person, listener) => {
        const options = { extraHeaders: { Cookie: this.cookie }, forceNew: true };
        tab.wire = openWire(text, person, this.guardedListener(tab, listener), options);
        return this.guardedWire(tab, tab.wire);
      },
    };
  }

  private async fetchOpening(text: string): Promise<Opening> {
    const response = await fetch(`${this.origin}/api/texts/${text}/state`, {
      headers: { Accept: "application/json", Cookie: this.cookie },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) throw new Error(`the state was not given: ${response.status}`);
    return (await response.json()) as Opening;
  }

  private guardedStore(tab: Tab, store: Store): Store {
    const lettersIn = ({ kept, drafts }: ToKeep) => {
      const rows = kept.filter(({ value }) => value !== null);
      return new Set([...rows.flatMap(lettersOfRow), ...drafts.flatMap(lettersOfDraft)]);
    };
    return {
      write: async (toKeep) => {
        if (tab.dead) return never();
        const letters = lettersIn(toKeep);
        tab.keeping = { letters, since: performance.now() };
        await store.write(toKeep);
        for (const letter of letters) this.safe.add(letter);
        if (!tab.dead) tab.keeping = null;
        return tab.dead ? never() : undefined;
      },
      claim: (takeUp) =>
        store.claim((left) => {
          if (tab.dead) throw new Error("the window is gone");
          return takeUp(left);
        }),
      drafts: () => store.drafts(),
      dropDraft: (id) => store.dropDraft(id),
      whenLeft: (tell) => store.whenLeft(() => tab.dead || tell()),
      close: () => store.close(),
    };
  }

  private guardedListener(tab: Tab, listener: Listener): Listener {
    return {
      connected: () => tab.dead || listener.connected(),
      disconnected: (reason) => tab.dead || listener.disconnected(reason),
      entries: (from, entries) => {
        if (tab.dead) return;
        for (const { command } of entries) if (this.sent.has(command)) this.heard.add(command);
        listener.entries(from, entries);
      },
      presence: (people) => tab.dead || listener.presence(people),
    };
  }

  private guardedWire(tab: Tab, wire: Wire): Wire {
    return {
      get connected() {
        return !tab.dead && wire.connected;
      },
      follow: (...question) => wire.follow(...question),
      command: async (command) => {
        if (tab.dead) return never();
        this.noteSent(command);
        const outcome = await wire.command(command);
        if (tab.dead) return never();
        this.noteOutcome(command.id, outcome);
        return outcome;
      },
      caret: (...caret) => wire.caret(...caret),
      close: () => wire.close(),
    };
  }

  private noteSent({ id, kind, payload }: Command): void {
    const change = kind === "change_wording" ? (payload.change as Parameters<typeof lettersOf>[0]) : [];
    if (!this.sent.has(id)) this.sent.set(id, lettersOf(change).join(""));
  }

  private noteOutcome(id: string, outcome: Outcome): void {
    // Said of no command in particular: that it could not be decided just now, or by whom it came.
    if (outcome.refused && outcome.through === 0) return;
    const before = this.outcomes.get(id);
    if (before && withoutSentence(before) !== withoutSentence(outcome)) this.contradicted.add(id);
    this.outcomes.set(id, before ?? outcome);
  }
}

/** A copy of a refused command is told the same code in another sentence (X10). */
function withoutSentence({ through, empty, refused }: Outcome): string {
  return JSON.stringify([through, empty, refused?.code]);
}

/** A session goes on without a store, as in some private windows; here that would prove nothing. */
function fatal(error: unknown): never {
  process.stderr.write(`${error}\n`);
  process.exit(1);
}

function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
