/**
 * Many light clients of Socket.IO in one process: node light_clients.mjs PORT CLIENTS FRAMES
 *
 * Each speaks Engine.IO over a bare WebSocket, so that the clients are not what is measured. Prints `ready` when all are
 * connected, and, when every client has FRAMES `tick` events, one JSON: messages received, p50 and p99 of their delay in ms.
 */
import { createRequire } from "node:module";

const require = createRequire(new URL("../client/package.json", import.meta.url));
const engine = createRequire(require.resolve("engine.io-client"));
const WebSocket = engine("ws");

const [port, clients, frames] = process.argv.slice(2).map(Number);
const delays = [];
let connected = 0;
let received = 0;

function connect() {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  socket.on("message", (data) => {
    const packet = data.toString();
    if (packet.startsWith("42")) {
      const sent = /"sent": ?([\d.]+)/.exec(packet);
      delays.push(performance.timeOrigin + performance.now() - Number(sent[1]));
      received += 1;
      if (received === clients * frames) {
        finish();
      }
    } else if (packet.startsWith("0")) {
      socket.send("40");
    } else if (packet.startsWith("40")) {
      connected += 1;
      if (connected === clients) {
        console.log("ready");
      }
    } else if (packet === "2") {
      socket.send("3");
    }
  });
  socket.on("close", () => process.exit(1));
}

function finish() {
  delays.sort((a, b) => a - b);
  const at = (share) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))];
  console.log(JSON.stringify({ received, p50: at(0.5), p99: at(0.99) }));
  process.exit(0);
}

for (let i = 0; i < clients; i += 1) {
  setTimeout(connect, i * 5);
}
