/** Hocuspocus as it comes: node hocuspocus.mjs FOLDER PORT [FLUSH_DELAY]; FOLDER is where its package is installed. */
import { createRequire } from "node:module";

const [folder, port, flushDelay] = process.argv.slice(2);
const { Server } = createRequire(`${folder}/package.json`)("@hocuspocus/server");
const settings = flushDelay === undefined ? {} : { flushDelay: Number(flushDelay) };
await new Server({ port: Number(port), address: "127.0.0.1", quiet: true, ...settings }).listen();
