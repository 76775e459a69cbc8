/**
 * The line to the server, as docs/FORMATS.md has it under "Wire": Socket.IO, messages with an acknowledgement. It keeps
 * nothing: what was not answered when the line was cut is sent again by whoever wants an answer.
 */
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { ROLE_CHANGED } from "./locked.ts";
import type { Caret, Command, Entry, Outcome } from "./types.ts";

/** How long an acknowledgement may take, in milliseconds: the server tries again to store a batch for about 4 s. */
const PATIENCE = 15_000;
/** After a connection was refused, how long until it is tried again. */
const NEXT_TRY = 5_000;
/** After the session has ended: somebody may have signed in again, the same person or another. */
const SOON = 500;

export type Followed =
  | { ok: true; number: number }
  | { snapshot: true }
  | { refused: { code: string; message: string } };

export interface Listener {
  /** Connected: the text is not followed yet. */
  connected(): void;
  /** `reason` where there is one to tell: why the server does not let this browser in. */
  disconnected(reason?: Refusal): void;
  entries(from: number, entries: Entry[]): void;
  presence(people: Caret[]): void;
}

export interface Refusal {
  code: string;
  message: string;
}

export interface Wire {
  readonly connected: boolean;
  follow(text: string, number: number, hash: string): Promise<Followed>;
  /** Rejects where the line was cut, or nothing came in time. */
  command(command: Command): Promise<Outcome>;
  caret(text: string, caret: { paragraph: string | null; number: number; index: number }): void;
  close(): void;
}

/**
 * Opens the line of a person's window and keeps it open: after a cut it is tried again until it is closed. All that goes
 * over it says whose it is, so that it is never taken for another's who has signed in meanwhile. `options` are for a
 * program that is no browser, and has to bring its own cookie.
 */
export function openWire(
  text: string,
  person: string,
  listener: Listener,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Wire {
  const usual = { transports: ["websocket", "polling"], reconnectionDelayMax: 5_000, auth: { person } };
  const socket: Socket = io({ ...usual, ...options });
  let closed: Refusal | undefined;
  let ended = false;
  const again = () => {
    // A server that sends somebody away ends the automatic trying; the next window may have signed in again.
    const wait = closed?.code === "session_ended" ? SOON : NEXT_TRY;
    if (!socket.active) setTimeout(() => ended || socket.connect(), wait);
  };
  socket.on("connect", () => {
    closed = undefined;
    listener.connected();
  });
  socket.on("closed", (why: Refusal) => {
    closed = why;
  });
  socket.on("disconnect", () => {
    listener.disconnected(closed);
    if (closed?.code !== "revoked" && closed?.code !== ROLE_CHANGED) again();
  });
  socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
    if (error.data?.code) closed = { code: error.data.code, message: error.message };
    listener.disconnected(closed);
    again();
  });
  socket.on("entries", (message: { text: string; from: number; entries: Entry[] }) => {
    if (message.text === text) listener.entries(message.from, message.entries);
  });
  socket.on("presence", (message: { text: string; people: Caret[] }) => {
    if (message.text === text) listener.presence(message.people);
  });
  return {
    get connected() {
      return socket.connected;
    },
    follow: (of, number, hash) => ask(socket, "follow", { text: of, number, hash, person }),
    command: (command) => ask(socket, "command", { ...command, person }),
    caret: (of, caret) => {
      if (socket.connected) socket.volatile.emit("presence", { text: of, ...caret, person });
    },
    close: () => {
      ended = true;
      socket.disconnect();
    },
  };
}

async function ask<Answer>(socket: Socket, name: string, message: unknown): Promise<Answer> {
  // A socket that is not connected would keep the message for later, beside the one that is sent again.
  if (!socket.connected) throw new Error("the line is cut");
  return socket.timeout(PATIENCE).emitWithAck(name, message) as Promise<Answer>;
}
