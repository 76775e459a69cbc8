/**
 * A storm: node storm.mjs '{"port", "clients", "typists", "rate", "within", "where"}'
 *
 * All follow, some type. It prints `ready`; when the server ends, each comes back as a browser that is opened anew would,
 * at some moment of the next `within` seconds: it fetches the state, connects and follows from there. Typists go on typing
 * all the while and send again what was not acknowledged. It prints one JSON two seconds after the last is live; all
 * instants are milliseconds since 1970, all delays milliseconds. By then all that was typed should be acknowledged.
 */
import { get } from "node:http";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { hall } from "./adref.mjs";

const { port, clients, typists, rate, within, where } = JSON.parse(process.argv[2]);
const { text, cookies } = JSON.parse(readFileSync(where, "utf8"));
const place = hall(where);
const AT_ONCE = 20;
const AGAIN = 250;
const AFTER = 2000;
const PATIENCE = 20_000;
const LETTERS = "states should develop and implement plans that take into account the needs of all ";

const now = () => performance.timeOrigin + performance.now();
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const pens = [];
const seen = { closed: 0, last: 0, took: [], before: [], during: [], bytes: 0 };
/** Which typists are connected. */
const there = [];
let settled = false;
let typing = true;

/** Follows once; resolves with the client when it is live, rejects when the line is cut before. */
function follow(i, from) {
  return new Promise((resolve, reject) => {
    const ready = (ok, answer) => (ok ? resolve(client) : reject(new Error(JSON.stringify(answer))));
    const closed = () => (settled ? comeBack(i) : process.exit(1));
    let live = false;
    const client = place.client(i, port, {
      ready: (...said) => {
        live = true;
        ready(...said);
      },
      keys: () => {},
      closed: () => (live ? closed() : reject(new Error("cut"))),
      from,
    });
  });
}

/** The state as a browser asks for it: its number and the hash of its last entry. */
function state(i) {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: cookies[i], "Accept-Encoding": "gzip", Connection: "close" };
    const asked = get({ port, host: "127.0.0.1", path: `/api/texts/${text}/state`, headers }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode !== 200) return reject(new Error(`${answer.statusCode}`));
        const packed = Buffer.concat(pieces);
        seen.bytes += packed.length;
        const { state, hash } = JSON.parse(gunzipSync(packed));
        resolve({ number: state.number, hash });
      });
    });
    asked.on("error", reject);
  });
}

async function comeBack(i) {
  there[i] = false;
  seen.closed ||= now();
  await wait(Math.random() * within * 1000);
  const began = now();
  for (;;) {
    try {
      const client = await follow(i, await state(i));
      if (i < typists) client.typist(pens[i]);
      there[i] = true;
      seen.took.push(now() - began);
      seen.last = now();
      if (seen.took.length === clients) setTimeout(finish, AFTER);
      return;
    } catch {
      await wait(AGAIN);
    }
  }
}

async function type(i) {
  const pressed = [];
  let acknowledged = 0;
  pens[i].acknowledged = (key, at) => {
    for (; acknowledged <= key; acknowledged += 1) {
      const [when, noted] = pressed[acknowledged];
      noted?.push(performance.timeOrigin + at - when);
    }
  };
  await wait((i / typists) * (1000 / rate));
  for (let key = 0; typing; key += 1) {
    // A key that is pressed while its author is away waits for that: it is the outage, and not what is measured.
    const noted = seen.closed === 0 ? seen.before : seen.during;
    pressed.push([now(), there[i] && pens[i].unacknowledged() === 0 ? noted : null]);
    pens[i].type(LETTERS[key % LETTERS.length]);
    await wait(1000 / rate);
  }
}

async function finish() {
  typing = false;
  const until = now() + PATIENCE;
  while (now() < until && pens.some((pen) => pen.unacknowledged())) await wait(50);
  const order = (values) => values.sort((a, b) => a - b).map((value) => Math.round(value * 10) / 10);
  const unacknowledged = pens.reduce((sum, pen) => sum + pen.unacknowledged(), 0);
  const { before, during, took } = seen;
  console.log(JSON.stringify({ ...seen, before: order(before), during: order(during), took: order(took), unacknowledged }));
  process.exit(0);
}

async function begin() {
  let next = 0;
  async function some() {
    while (next < clients) {
      const i = next++;
      const client = await follow(i);
      if (i < typists) pens[i] = client.typist();
      there[i] = true;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  settled = true;
  for (let i = 0; i < typists; i += 1) type(i);
  console.log("ready");
}

await begin();
