/**
 * The side of `crowd.mjs` that speaks Yjs, as y-websocket has it, and with Hocuspocus's names before each message.
 *
 * A typist has a Y.Doc with a text of its own in it, and sends each update that typing makes. The rest only listen: what
 * they would do with an update is not what is measured.
 */
import { createRequire } from "node:module";
import { open } from "./wire.mjs";

const NAME = "text";
const SYNC = 0;
const AUTHENTICATION = 2;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
const FIRST_CLIENT = 1000;
const WORDS = `${"states should develop and implement national plans ".repeat(8)}.`;

/** `folder` is where the peers' packages are installed. */
export function hall(folder, named) {
  const require = createRequire(`${folder}/package.json`);
  const [Y, encoding, decoding] = ["yjs", "lib0/encoding", "lib0/decoding"].map((name) => require(name));

  function say(...parts) {
    const encoder = encoding.createEncoder();
    if (named) encoding.writeVarString(encoder, NAME);
    for (const part of parts) {
      if (typeof part === "number") encoding.writeVarUint(encoder, part);
      else if (typeof part === "string") encoding.writeVarString(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
    return encoding.toUint8Array(encoder);
  }

  /** The update in a message of the server, or null where it is about something else. */
  function updateOf(payload) {
    const decoder = decoding.createDecoder(payload);
    if (named) decoding.readVarString(decoder);
    if (decoding.readVarUint(decoder) !== SYNC) return null;
    const step = decoding.readVarUint(decoder);
    return step === STEP_2 || step === UPDATE ? decoding.readVarUint8Array(decoder) : null;
  }

  function client(i, port, { ready, keys, closed }) {
    let joined = false;
    const wire = open({
      port,
      path: `/${NAME}`,
      onOpen: () => {
        if (named) wire.send(say(AUTHENTICATION, 0, "nobody"));
        wire.send(say(SYNC, STEP_1, Y.encodeStateVector(new Y.Doc())));
      },
      onMessage: (payload, at) => {
        if (joined) keys(payload, at);
        else if (updateOf(payload) !== null) {
          joined = true;
          ready(true);
        }
      },
      onClose: closed,
    });
    return { wire, typist: () => typist(i, wire) };
  }

  function typist(i, wire) {
    const doc = new Y.Doc();
    doc.clientID = FIRST_CLIENT + i;
    const text = doc.getText(`paragraph-${i}`);
    doc.on("update", (update) => wire.send(say(SYNC, UPDATE, update)));
    text.insert(0, WORDS);
    return { acknowledged: () => {}, type: (letter) => text.insert(text.length, letter) };
  }

  function decode(payload) {
    const update = updateOf(payload);
    if (update === null) return [];
    const { structs } = Y.decodeUpdate(update);
    return structs
      .filter(({ id }) => id.client >= FIRST_CLIENT && id.clock >= WORDS.length)
      .map(({ id, length }) => [
        id.client - FIRST_CLIENT,
        id.clock - WORDS.length,
        id.clock - WORDS.length + length - 1,
      ]);
  }

  return { client, decode };
}
