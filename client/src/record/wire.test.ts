import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Listener, openWire } from "./wire.ts";

/** As much of socket.io-client's socket as a wire touches; a server that sends it away ends its own trying. */
class FakeSocket {
  connected = false;
  active = true;
  connects = 0;
  options: Record<string, unknown> = {};
  private listeners = new Map<string, (value?: unknown) => void>();

  on(name: string, listener: (value?: unknown) => void): void {
    this.listeners.set(name, listener);
  }

  tell(name: string, value?: unknown): void {
    this.listeners.get(name)?.(value);
  }

  connect(): void {
    this.connects += 1;
    this.active = true;
  }

  disconnect(): void {
    this.active = false;
    this.tell("disconnect");
  }
}

let socket: FakeSocket;
vi.mock("socket.io-client", () => ({
  io: (options: Record<string, unknown>) => {
    socket.options = options;
    return socket;
  },
}));

const listener: Listener = {
  connected: () => undefined,
  disconnected: () => undefined,
  entries: () => undefined,
  presence: () => undefined,
};

describe("wire", () => {
  beforeEach(() => {
    socket = new FakeSocket();
    vi.useFakeTimers();
  });

  it("comes back to a server that sent it away", () => {
    openWire("t-1", "p-1", listener);
    socket.disconnect();
    vi.advanceTimersByTime(10_000);
    expect(socket.connects).toBe(1);
  });

  it("does not come back when it was closed, nor when it was closed while it waited to", () => {
    openWire("t-1", "p-1", listener).close();
    vi.advanceTimersByTime(10_000);
    const wire = openWire("t-1", "p-1", listener);
    socket.disconnect();
    wire.close();
    vi.advanceTimersByTime(10_000);
    expect(socket.connects).toBe(0);
  });

  it.each(["revoked", "role_changed"])("stays away for good from a server that says %s", (code) => {
    openWire("t-1", "p-1", listener);
    socket.tell("closed", { code, message: "Your access has ended." });
    socket.disconnect();
    vi.advanceTimersByTime(10_000);
    expect(socket.connects).toBe(0);
  });

  it("brings what a program that is no browser needs beside the usual", () => {
    openWire("t-1", "p-1", listener, { extraHeaders: { Cookie: "adref=1" } });
    const usual = {
      transports: ["websocket", "polling"],
      reconnectionDelayMax: 5_000,
      auth: { person: "p-1" },
    };
    expect(socket.options).toEqual({ ...usual, extraHeaders: { Cookie: "adref=1" } });
  });
});
