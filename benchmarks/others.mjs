/**
 * Others at work in a text: node others.mjs ORIGIN COOKIES TEXT A_SECOND PARAGRAPH...
 *
 * One light client, as follower.mjs, that changes base text: so many words a second, each in the next of the paragraphs, so
 * that each is an entry and a frame of its own. Prints `ready` when it follows; begins when its input says anything, and when
 * that ends prints how many were recorded and how many refused, as one JSON.
 */
import { createRequire } from "node:module";

const require = createRequire(new URL("../client/package.json", import.meta.url));
const engine = createRequire(require.resolve("engine.io-client"));
const WebSocket = engine("ws");

const [origin, cookie, text, aSecond, ...paragraphs] = process.argv.slice(2);
const headers = { cookie, origin };
const outcome = { recorded: 0, refused: 0 };

const opening = await (await fetch(`${origin}/api/texts/${text}/state`, { headers })).json();
let base = opening.state.number;
let next = 0;
const where = `${origin.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
const socket = new WebSocket(where, { headers });

socket.on("message", (data) => {
  const packet = data.toString();
  if (packet.startsWith("42")) hear(...JSON.parse(packet.slice(2)));
  else if (packet.startsWith("430[")) console.log(JSON.parse(packet.slice(3))[0].ok ? "ready" : packet);
  else if (packet.startsWith("43")) outcome[/"refused"/.test(packet) ? "refused" : "recorded"] += 1;
  else if (packet.startsWith("40")) follow();
  else if (packet.startsWith("0")) socket.send("40");
  else if (packet === "2") socket.send("3");
});
socket.on("close", () => process.exit(1));

function hear(name, message) {
  if (name === "entries") base = message.entries.at(-1).number;
}

function follow() {
  const { hash } = opening;
  socket.send(`420${JSON.stringify(["follow", { text, number: opening.state.number, hash }])}`);
}

function change() {
  const payload = {
    paragraph: paragraphs[next % paragraphs.length],
    change: [{ insert: "Now " }],
    proposals: [],
    reason: "as said from the floor",
  };
  next += 1;
  const id = `others-${process.pid}-${next}`;
  const command = { id, text, kind: "change_wording", delegation: null, base, payload };
  socket.send(`42${next}${JSON.stringify(["command", command])}`);
}

let timer;
process.stdin.once("data", () => {
  timer = setInterval(change, 1000 / Number(aSecond));
});
process.stdin.on("end", () => {
  clearInterval(timer);
  setTimeout(() => {
    console.log(JSON.stringify(outcome));
    process.exit(0);
  }, 300);
});
process.stdin.resume();
