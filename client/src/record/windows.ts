/** The windows of one browser, told apart: each holds a lock with its name while it lives. */
import { newId } from "./ids.ts";

const NAME_OF_TAB = "adref-window";
const LOCK = "adref-window-";
const ANNOUNCING = "adref-windows";

/** Web Locks exist on https and on loopback only. */
export function canLock(): boolean {
  return typeof navigator !== "undefined" && "locks" in navigator;
}

/** Enters this window under a name. `leave` lets others know that it is gone; closing the window does so too. */
export async function enter(): Promise<{ name: string; leave: () => void }> {
  if (!canLock()) return { name: nameOfTab(), leave: () => undefined };
  const name = newId("w");
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  await new Promise<void>((entered) => {
    void navigator.locks.request(lockOf(name), () => {
      entered();
      return left;
    });
  });
  return { name, leave };
}

/** Does something while no window of that name lives, and none can think the same; nothing where it lives. */
export async function ifGone(name: string, act: () => Promise<void>): Promise<void> {
  await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
    if (lock) await act();
  });
}

/**
 * Tells whenever another window goes, until the answer is called. Those that are there are found by their locks, and those
 * that open later announce themselves.
 */
export function whenOthersGo(own: string, gone: () => void): () => void {
  if (!canLock()) return () => undefined;
  const ending = new AbortController();
  const watched = new Set([own]);
  const watch = (name: string) => {
    if (watched.has(name)) return;
    watched.add(name);
    // Granted when that window lets go of it, which is also when it is closed or dies.
    const freed = navigator.locks.request(lockOf(name), { signal: ending.signal }, () => undefined);
    freed.then(gone, () => undefined);
  };
  const channel = new BroadcastChannel(ANNOUNCING);
  channel.onmessage = ({ data }) => watch(String(data));
  channel.postMessage(own);
  void navigator.locks.query().then(({ held = [] }) => {
    for (const { name = "" } of held) if (name.startsWith(LOCK)) watch(name.slice(LOCK.length));
  });
  return () => {
    ending.abort();
    channel.close();
  };
}

function lockOf(name: string): string {
  return `${LOCK}${name}`;
}

/** A reloaded or restored tab has the name that it had. */
function nameOfTab(): string {
  if (typeof sessionStorage === "undefined") return newId("w");
  const name = sessionStorage.getItem(NAME_OF_TAB) ?? newId("w");
  sessionStorage.setItem(NAME_OF_TAB, name);
  return name;
}
