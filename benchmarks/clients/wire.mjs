/**
 * The lightest WebSocket that will do: one TCP socket, frames read where they lie, nothing compressed. A thousand of these
 * in one process cost less than what they measure, which a library that copies and checks every frame would not.
 */
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * Opens a WebSocket. `onMessage(payload, at)` gets every whole message as a Buffer that is valid during the call only, and
 * the instant (milliseconds of `performance.now()`) at which its bytes were read. Answers with `{send, close, bytes}`.
 */
export function open({ port, path, headers = {}, onOpen, onMessage, onClose }) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const key = randomBytes(16).toString("base64");
  const wire = { send, close: () => socket.destroy(), bytes: 0 };
  let greeted = false;
  let held = Buffer.alloc(0);

  socket.on("connect", () => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${lines.join("")}\r\n`,
    );
  });
  socket.on("data", (chunk) => {
    const at = performance.now();
    wire.bytes += chunk.length;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (!greeted && !greet()) return;
    held = read(held, at);
  });
  socket.on("error", (fault) => socket.destroy(fault));
  socket.on("close", () => onClose?.());

  /** Reads the answer to the handshake; false while it is not whole. */
  function greet() {
    const end = held.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const answer = held.subarray(0, end).toString("latin1");
    const token = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    if (!answer.startsWith("HTTP/1.1 101") || !answer.includes(token)) {
      socket.destroy(new Error(answer.split("\r\n", 1)[0]));
      return false;
    }
    greeted = true;
    held = held.subarray(end + 4);
    onOpen?.(wire);
    return true;
  }

  /** Hands out the whole frames at the beginning of some bytes, and answers with the rest. */
  function read(bytes, at) {
    let from = 0;
    while (bytes.length - from >= 2) {
      const kind = bytes[from] & 15;
      let length = bytes[from + 1];
      let head = from + 2;
      if (length === 126) {
        if (bytes.length < head + 2) break;
        length = bytes.readUInt16BE(head);
        head += 2;
      } else if (length === 127) {
        if (bytes.length < head + 8) break;
        length = Number(bytes.readBigUInt64BE(head));
        head += 8;
      }
      if (bytes.length < head + length) break;
      if ((bytes[from] & 128) === 0 || kind === 0) throw new Error("A message came in pieces.");
      const payload = bytes.subarray(head, head + length);
      if (kind === TEXT || kind === BINARY) onMessage(payload, at);
      else if (kind === PING) write(PONG, payload);
      else if (kind === CLOSE) socket.end();
      from = head + length;
    }
    return from === bytes.length ? Buffer.alloc(0) : bytes.subarray(from);
  }

  function send(message) {
    if (typeof message === "string") write(TEXT, Buffer.from(message));
    else write(BINARY, message);
  }

  /** Clients mask what they send; a mask of zeros is one, and leaves the bytes as they are. */
  function write(kind, payload) {
    const length = payload.length;
    const size = length < 126 ? 2 : length < 65536 ? 4 : 10;
    const frame = Buffer.alloc(size + 4 + length);
    frame[0] = 128 | kind;
    if (size === 2) frame[1] = 128 | length;
    else if (size === 4) {
      frame[1] = 128 | 126;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 128 | 127;
      frame.writeBigUInt64BE(BigInt(length), 2);
    }
    Buffer.from(payload.buffer, payload.byteOffset, length).copy(frame, size + 4);
    socket.write(frame);
  }

  return wire;
}
