/**
 * A crowd: node crowd.mjs '{"kind", "port", "clients", "typists", "rate", "seconds", "where"}'
 *
 * `kind` is adref, hocuspocus or y-websocket; `where` the facts of the hall, or the folder of the peers' packages; `port`
 * may be several, to which the clients come in turn. All clients are in this one process. It prints `ready` when all are
 * connected and follow; types, when a line comes on its input, `rate` keys a second for so many seconds with each typist;
 * and prints one JSON when every key has come to every client: how long it took to the last of them, and to the author's
 * acknowledgement, in milliseconds.
 */
import { createInterface } from "node:readline";
import { hall as adref } from "./adref.mjs";
import { hall as yjs } from "./yjs.mjs";

const { kind, port, clients, typists, rate, seconds, where } = JSON.parse(process.argv[2]);
const ports = [port].flat();
const LETTERS = "states should develop and implement plans that take into account the needs of all ";
const PATIENCE = 20_000;
const AT_ONCE = 20;

const place = kind === "adref" ? adref(where) : yjs(where, kind === "hocuspocus");
/** Per typist and key: when it was pressed, and to how many it has come. */
const pressed = Array.from({ length: typists }, () => []);
const heard = Array.from({ length: typists }, () => []);
/** When the first typist's keys had come to all. */
const came = [];
const delays = [];
const acknowledgements = [];
let delivered = 0;
let messages = 0;
let measuring = false;

/** A frame comes to everybody in the same bytes: it is read once. */
const known = [];
function decoded(payload) {
  for (const one of known) {
    if (one.payload.length === payload.length && one.payload.equals(payload)) return one.keys;
  }
  const one = { payload: Buffer.from(payload), keys: place.decode(payload) };
  known.unshift(one);
  known.length = Math.min(known.length, 12);
  return one.keys;
}

function keys(payload, at) {
  if (!measuring) return;
  messages += 1;
  for (const [typist, from, to] of decoded(payload)) {
    for (let key = from; key <= to; key += 1) {
      heard[typist][key] += 1;
      delivered += 1;
      if (heard[typist][key] < clients) continue;
      delays.push(at - pressed[typist][key]);
      if (typist === 0) came[key] = performance.timeOrigin + at;
    }
  }
}

const everybody = [];
const closed = () => {
  console.error("The server ended a connection.");
  process.exit(1);
};

async function connectAll() {
  let next = 0;
  async function one() {
    while (next < clients) {
      const i = next++;
      await new Promise((resolve, reject) => {
        const ready = (ok, answer) => (ok ? resolve() : reject(new Error(JSON.stringify(answer))));
        everybody[i] = place.client(i, ports[i % ports.length], { ready, keys, closed });
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function typeAll() {
  const pens = Array.from({ length: typists }, (_, i) => everybody[i].typist());
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = everybody.reduce((sum, { wire }) => sum + wire.bytes, 0);
  const used = process.cpuUsage();
  measuring = true;
  await Promise.all(pens.map(type));
  const until = performance.now() + PATIENCE;
  while (delays.length < typists * rate * seconds && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const bytes = everybody.reduce((sum, { wire }) => sum + wire.bytes, 0) - before;
  const { user, system } = process.cpuUsage(used);
  const counts = { keys: delays.length, delivered, messages, bytes, cpu: (user + system) / 1e6 };
  const first = { pressed: pressed[0].map((at) => performance.timeOrigin + at), came };
  console.log(JSON.stringify({ ...counts, ...first, delays: all(delays), acknowledged: all(acknowledgements) }));
  process.exit(0);
}

/** Numbers between 0 and 1 that look like chance and are the same in every run (xorshift). */
function chance(seed) {
  let state = (seed + 1) * 2654435769;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Types with one pen, beginning at a moment of its own, each key a little before or after its time. */
async function type(pen, i) {
  const next = chance(i);
  const began = performance.now() + (i / typists) * (1000 / rate);
  pen.acknowledged = (key, at) => acknowledgements.push(at - pressed[i][key]);
  for (let key = 0; key < rate * seconds; key += 1) {
    const at = began + ((key + (next() - 0.5) / 2) * 1000) / rate;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
    heard[i][key] = 0;
    pressed[i][key] = performance.now();
    pen.type(LETTERS[key % LETTERS.length]);
  }
}

const all = (values) => values.sort((a, b) => a - b).map((value) => Math.round(value * 100) / 100);

await connectAll();
console.log("ready");
createInterface({ input: process.stdin }).once("line", typeAll);
