/** The browser's parts that a session needs; tests have their own. */
import { fetchHistory, fetchOpening } from "./api.ts";
import type { Page } from "./histories.ts";
import { openStore, type Store } from "./store.ts";
import type { Opening } from "./types.ts";
import { type Listener, openWire, type Wire } from "./wire.ts";

export interface Surroundings {
  fetchOpening(text: string, query?: string): Promise<Opening>;
  fetchHistory(text: string, paragraph: string, before?: number): Promise<Page>;
  openStore(text: string, person: string): Promise<Store>;
  openWire(text: string, person: string, listener: Listener): Wire;
}

export const BROWSER: Surroundings = { fetchOpening, fetchHistory, openStore, openWire };
