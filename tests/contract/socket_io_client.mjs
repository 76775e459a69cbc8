/**
 * Drives the real socket.io-client against a live server: node socket_io_client.mjs PORT TRANSPORTS COMMANDS SIZE
 *
 * TRANSPORTS: `websocket`, `polling` or `polling,websocket` (the upgrade). Sends COMMANDS commands as they are taken,
 * some with SIZE characters of filling, while another client does the same; prints what it saw, in order, as one JSON.
 */
import { createRequire } from "node:module";

const require = createRequire(new URL("../../client/package.json", import.meta.url));
const { io } = require("socket.io-client");

const [port, transports, commands, size] = process.argv.slice(2);
const count = Number(commands);
const text = `t-${transports.replace(",", "-")}`;

function connect(person) {
  return io(`http://127.0.0.1:${port}`, {
    transports: transports.split(","),
    extraHeaders: { Cookie: `person=${person}`, Origin: `http://127.0.0.1:${port}` },
    reconnection: false,
    forceNew: true,
  });
}

/** Follows the text and sends `count` commands, ten on their way at a time; answers with all that came, in order. */
async function run(person) {
  const socket = connect(person);
  const seen = { person, numbers: [], acks: [], early: [], bytes: 0, presence: 0, error: null };
  let last = 0;
  socket.on("connect_error", (error) => (seen.error = error.message));
  socket.on("entries", (message) => {
    if (message.from !== last + 1) {
      seen.error = `a gap: ${message.from} after ${last}`;
    }
    for (const entry of message.entries) {
      last = entry.number;
      seen.numbers.push(entry.number);
      seen.bytes += entry.payload.filling?.length ?? 0;
    }
  });
  socket.on("presence", () => (seen.presence += 1));
  await new Promise((resolve, reject) => {
    socket.on("connect", resolve);
    socket.on("connect_error", reject);
  });
  const followed = await socket.emitWithAck("follow", { text, number: 0, hash: "0".repeat(64) });
  if (!followed.ok) {
    throw new Error(`follow: ${JSON.stringify(followed)}`);
  }
  const send = async (i) => {
    const payload = i % 5 === 0 ? { size: Number(size) } : { word: `${person} ${i}` };
    const command = { id: `c-${person}-${i}`, text, kind: "say", delegation: null, base: last, payload };
    if (i % 3 === 0) {
      socket.emit("presence", { text, paragraph: "p-12345", number: last, index: i });
    }
    const outcome = await socket.emitWithAck("command", command);
    seen.acks.push(outcome.through);
    // The entry must have come before its acknowledgement.
    if (outcome.through > last) {
      seen.early.push(outcome.through);
    }
  };
  let next = 0;
  const worker = async () => {
    while (next < count) {
      next += 1;
      await send(next - 1);
    }
  };
  await Promise.all(Array.from({ length: 10 }, worker));
  return { socket, seen, reached: () => last };
}

const clients = await Promise.all([run("p-anna"), run("p-berta")]);
const deadline = Date.now() + 20_000;
while (clients.some((client) => client.reached() < 2 * count) && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
const results = clients.map(({ socket, seen }) => {
  seen.transport = socket.io.engine.transport.name;
  socket.disconnect();
  return seen;
});
console.log(JSON.stringify(results));
