/**
 * One light client that follows a text: node follower.mjs ORIGIN COOKIES TEXT
 *
 * It speaks Engine.IO over a bare WebSocket and draws nothing. Prints `ready` when it follows,
 * and, when its input ends, one JSON: for each entry that changed wording, when it came (milliseconds since 1970) and what
 * was put in.
 */
import { createRequire } from "node:module";

const require = createRequire(new URL("../client/package.json", import.meta.url));
const engine = createRequire(require.resolve("engine.io-client"));
const WebSocket = engine("ws");

const [origin, cookie, text] = process.argv.slice(2);
const headers = { cookie, origin };
const came = [];

const opening = await (await fetch(`${origin}/api/texts/${text}/state`, { headers })).json();
const where = `${origin.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
const socket = new WebSocket(where, { headers });

socket.on("message", (data) => {
  const at = performance.timeOrigin + performance.now();
  const packet = data.toString();
  if (packet.startsWith("42")) note(at, ...JSON.parse(packet.slice(2)));
  else if (packet.startsWith("430")) console.log(JSON.parse(packet.slice(3))[0].ok ? "ready" : packet);
  else if (packet.startsWith("40")) follow();
  else if (packet.startsWith("0")) socket.send("40");
  else if (packet === "2") socket.send("3");
});
socket.on("close", () => process.exit(1));

function follow() {
  const { number } = opening.state;
  socket.send(`420${JSON.stringify(["follow", { text, number, hash: opening.hash }])}`);
}

function note(at, name, message) {
  if (name !== "entries") return;
  for (const { kind, payload } of message.entries) {
    if (kind !== "text_changed") continue;
    const words = payload.change.map(({ insert }) => (typeof insert === "string" ? insert : "")).join("");
    came.push({ at, paragraph: payload.paragraph, words });
  }
}

process.stdin.on("end", () => {
  console.log(JSON.stringify(came));
  process.exit(0);
});
process.stdin.resume();
