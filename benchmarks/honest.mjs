/**
 * Honest people on one text: node honest.mjs ORIGIN TEXT PARAGRAPH TYPISTS FOLLOWERS < COOKIES
 *
 * The first line of input is a JSON list: `{cookie, delegation}` for each typist, then cookies of followers. They speak
 * Engine.IO over bare WebSockets. Each typist puts a word into the paragraph some times a second. Prints `ready`, and for
 * each further line of input, `[seconds, name]`, after so many seconds one JSON: for every word from its command to every
 * follower's frame, and to its author's acknowledgement, p50 and p99 in ms; what was sent, not received, refused, and cut.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../client/package.json", import.meta.url));
const engine = createRequire(require.resolve("engine.io-client"));
const WebSocket = engine("ws");

const [origin, text, paragraph] = process.argv.slice(2, 5);
const [typists, followers] = process.argv.slice(5).map(Number);
/** Together the six press a key every 33 ms: always within the 40 ms for which a busy text gathers, quietly or not. */
const EVERY = 200;
/** What has not come after so many milliseconds is not waited for. */
const LATEST = 3000;
const where = `${origin.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
const now = () => performance.timeOrigin + performance.now();
let number = 0;
let hash = "";
let joined = 0;
let minted = 0;
let measured = null;

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const people = JSON.parse((await input.next()).value);
const opening = await fetch(`${origin}/api/texts/${text}/state`, { headers: { cookie: people[0].cookie } });
({ hash, state: { number } } = await opening.json());

function join(cookie, hear) {
  const socket = new WebSocket(where, { headers: { cookie, origin } });
  socket.on("message", (data) => {
    const packet = data.toString();
    if (packet === "2") socket.send("3");
    else if (packet.startsWith("42")) hear(...JSON.parse(packet.slice(2)));
    else if (packet.startsWith("430")) joined += 1;
    else if (packet.startsWith("43")) acknowledged(packet);
    else if (packet.startsWith("40")) socket.send(`420${JSON.stringify(["follow", { text, number, hash }])}`);
    else if (packet.startsWith("0")) socket.send("40");
  });
  socket.on("close", () => {
    if (measured) measured.cut += 1;
  });
  return socket;
}

function acknowledged(packet) {
  const [, id, answer] = /^43(\d+)(\[.*)$/s.exec(packet);
  const known = sent.get(Number(id));
  if (!known?.round) return;
  known.round.acknowledged.push(now() - known.at);
  if (JSON.parse(answer)[0].refused) known.round.refused += 1;
}

const sent = new Map();
const byCommand = new Map();

function heard(name, message) {
  if (name !== "entries") return;
  const at = now();
  for (const entry of message.entries) {
    number = Math.max(number, entry.number);
    const known = byCommand.get(entry.command);
    if (known?.round && entry.kind === "text_changed") known.round.delays.push(at - known.at);
  }
}

function type(socket, delegation) {
  minted += 1;
  const proposal = `x-${delegation}-${String(Math.floor(minted / 400)).padStart(4, "0")}`;
  const id = `c-honest-${process.pid}-${minted}`;
  const change = [{ insert: "a ", attributes: { ins: proposal } }];
  const proposals = [{ id: proposal, parent: null, kind: "wording", set: null }];
  const payload = { paragraph, change, proposals, reason: null };
  const known = { at: now(), round: measured };
  sent.set(minted, known);
  byCommand.set(id, known);
  if (measured) measured.sent += 1;
  socket.send(`42${minted}${JSON.stringify(["command", { id, text, kind: "change_wording", delegation, base: number, payload }])}`);
}

const sockets = people.slice(0, typists).map(({ cookie }) => join(cookie, () => undefined));
for (const { cookie } of people.slice(typists)) join(cookie, heard);
while (joined < people.length) await new Promise((done) => setTimeout(done, 20));
console.log("ready");
sockets.forEach((socket, index) => {
  setTimeout(() => setInterval(() => type(socket, people[index].delegation), EVERY), (index * EVERY) / typists);
});

for await (const line of { [Symbol.asyncIterator]: () => input }) {
  const round = { sent: 0, refused: 0, cut: 0, delays: [], acknowledged: [] };
  measured = round;
  await new Promise((done) => setTimeout(done, 1000 * Number(line)));
  measured = null;
  const expected = round.sent * followers;
  for (let turn = 0; turn < LATEST / 50 && round.delays.length < expected; turn += 1) {
    await new Promise((done) => setTimeout(done, 50));
  }
  const { sent, refused, cut, delays, acknowledged } = round;
  const received = delays.length;
  // What has not come by now counts as if it had come now.
  while (delays.length < expected) delays.push(LATEST);
  console.log(JSON.stringify({ sent, refused, cut, expected, received, ...of(delays), ack: of(acknowledged) }));
}
process.exit(0);

function of(delays) {
  delays.sort((a, b) => a - b);
  const at = (share) => delays[Math.max(0, Math.ceil(delays.length * share) - 1)] ?? null;
  return { p50: at(0.5), p99: at(0.99) };
}
