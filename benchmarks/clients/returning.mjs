/**
 * Windows that come back: node returning.mjs '{"port", "clients", "typists", "ways", "where"}'
 *
 * All follow the text of the hall, in turn on each of the ways that nginx knows. It prints `ready` when all do; the first of
 * those on the last way type from then on. A line on its input says that a process was killed. Whoever was cut off comes
 * back as the browser does (after a second, then two, then four, each half more or less), and one JSON is printed when all
 * have: how many were cut, ms from the line to when each followed again, and ms from key to acknowledgement before and after.
 */
import { createInterface } from "node:readline";
import { hall } from "./adref.mjs";

const { port, clients, typists, ways, where } = JSON.parse(process.argv[2]);
const place = hall(where);
const AT_ONCE = 20;
const EVERY = 200;
const LONGEST = 5_000;
const PATIENCE = 60_000;

const acknowledged = { before: [], after: [] };
const LAST = /"hash":"([0-9a-f]{64})"\}\]\}\]$/;
const END = 100;
/** The entry up to which each window has the text. */
const known = [];
const away = new Set();
const back = [];
let killed = null;
let cut = 0;

function connect(i, tries, followed) {
  let ended = false;
  const ready = (ok) => {
    if (!ok) throw new Error("What was missed is too much.");
    followed(performance.now());
  };
  const closed = () => {
    if (ended) return;
    ended = true;
    if (tries === 0) {
      cut += 1;
      away.add(i);
    }
    const wait = Math.min(LONGEST, 1000 * 2 ** tries) * (0.5 + Math.random());
    setTimeout(() => connect(i, tries + 1, (at) => isBack(i, at)), wait);
  };
  const keys = (payload) => {
    const last = LAST.exec(payload.toString("latin1", Math.max(0, payload.length - END)));
    if (!last) return;
    const at = payload.lastIndexOf('"number":') + '"number":'.length;
    known[i] = { number: Number.parseInt(payload.toString("latin1", at, at + 12), 10), hash: last[1] };
  };
  const cookies = `; adref_way=${ways[i % ways.length]}`;
  return place.client(i, port, { ready, keys, closed, from: known[i], cookies });
}

function isBack(i, at) {
  away.delete(i);
  back.push(at - killed);
  if (away.size === 0) finish();
}

function finish() {
  const sorted = (values) => values.sort((a, b) => a - b).map((value) => Math.round(value * 10) / 10);
  const { before, after } = acknowledged;
  console.log(JSON.stringify({ cut, lost: away.size, back: sorted(back), before: sorted(before), after: sorted(after) }));
  process.exit(0);
}

async function connectAll() {
  const everybody = [];
  let next = 0;
  async function one() {
    while (next < clients) {
      const i = next++;
      await new Promise((resolve) => {
        everybody[i] = connect(i, 0, resolve);
      });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return everybody;
}

function type(pen) {
  const pressed = [];
  pen.acknowledged = (key, at) => acknowledged[killed === null ? "before" : "after"].push(at - pressed[key]);
  setInterval(() => {
    pressed.push(performance.now());
    pen.type("a");
  }, EVERY);
}

const everybody = await connectAll();
const last = ways.length - 1;
for (let turn = 0; turn < typists; turn += 1) {
  const pen = everybody[last + turn * ways.length].typist();
  setTimeout(() => type(pen), (turn / typists) * EVERY);
}
console.log("ready");
createInterface({ input: process.stdin }).once("line", () => {
  killed = performance.now();
  setTimeout(finish, PATIENCE);
});
