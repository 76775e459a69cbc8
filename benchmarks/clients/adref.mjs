/**
 * Adref's side of `crowd.mjs`: clients that follow a live text over raw Engine.IO, some of which type in it.
 *
 * A typist is a delegate with a paragraph of their own, and does what the browser does: one change in flight, what is
 * typed meanwhile goes with the next. The id of a command says which keys are in it, by which all others know them.
 */
import { readFileSync } from "node:fs";
import { open } from "./wire.mjs";

const PATH = "/socket.io/?EIO=4&transport=websocket";
const KEYS = /"command":"c-k(\d+)-(\d+)-(\d+)-[^"]*"[^]*?"kind":"text_changed"/g;

/** `{text, number, hash, cookies, paragraphs: [{id, length, delegation}]}`, as `benchmarks.support.hall` writes it. */
export function hall(file) {
  const facts = JSON.parse(readFileSync(file, "utf8"));
  const run = Math.random().toString(36).slice(2, 8);

  /**
   * Connects client `i`, which has the text up to `from`: `{number, hash}`. `ready` is called when it follows, `keys` with
   * each message of the server's that is no answer. `cookies`: more of them than its session's.
   */
  function client(i, port, { ready, keys, closed, from = facts, cookies = "" }) {
    const asked = new Map();
    let next = 0;
    const wire = open({
      port,
      path: PATH,
      headers: { Cookie: facts.cookies[i] + cookies, Origin: `http://127.0.0.1:${port}` },
      onMessage: (payload, at) => message(payload, at),
      onClose: closed,
    });

    function ask(name, argument, answered) {
      next += 1;
      asked.set(next, answered);
      wire.send(`42${next}${JSON.stringify([name, argument])}`);
    }

    function message(payload, at) {
      const kind = payload[1];
      if (payload[0] !== 52) {
        if (payload[0] === 48) wire.send("40");
        else if (payload[0] === 50) wire.send("3");
      } else if (kind === 50) {
        keys(payload, at);
      } else if (kind === 51) {
        const [, number, answer] = /^43(\d+)(.*)$/.exec(payload.toString());
        asked.get(Number(number))(JSON.parse(answer)[0], at);
        asked.delete(Number(number));
      } else if (kind === 48) {
        const { number, hash } = from;
        ask("follow", { text: facts.text, number, hash }, (answer) => ready(answer.ok === true, answer));
      }
    }

    /** A typist who types over this connection; `known`: one who has done so over another. */
    function pen(known = typist(facts.paragraphs[i], i)) {
      known.use(ask);
      return known;
    }

    return { wire, typist: pen };
  }

  /**
   * Types at the end of a paragraph; `acknowledged(key, at)` for the last key of each command that is on record. What is
   * in flight when the line is cut is sent again unaltered over the next one.
   */
  function typist(paragraph, i) {
    const proposal = `x-${run}-${i}`;
    const own = { acknowledged: () => {}, type, use, unacknowledged: () => waiting.length + (flying ? 1 : 0) };
    let ask = null;
    let base = facts.number;
    let waiting = "";
    let flying = null;
    let length = paragraph.length;
    let sent = 0;

    function type(letter) {
      waiting += letter;
      if (!flying) send();
    }

    function send() {
      const words = waiting;
      const last = sent + words.length - 1;
      const id = `c-k${i}-${sent}-${last}-${run}`;
      const change = [{ retain: length }, { insert: words, attributes: { ins: proposal } }];
      const proposals = sent === 0 ? [{ id: proposal, parent: null, kind: "wording", set: null }] : [];
      const payload = { paragraph: paragraph.id, change, proposals, reason: null };
      const { text } = facts;
      waiting = "";
      flying = { id, text, kind: "change_wording", delegation: paragraph.delegation, base, payload };
      sent = last + 1;
      length += words.length;
      fly(last);
    }

    function fly(last) {
      ask("command", flying, (answer, at) => {
        if (answer.refused) throw new Error(JSON.stringify(answer));
        base = answer.through;
        flying = null;
        own.acknowledged(last, at);
        if (waiting !== "") send();
      });
    }

    function use(next) {
      ask = next;
      if (flying) fly(sent - 1);
    }

    return own;
  }

  /** Which keys are in a message: `[typist, the first, the last]` for each change of somebody's. */
  function decode(payload) {
    return [...payload.toString().matchAll(KEYS)].map(([, typist, from, to]) => [Number(typist), Number(from), Number(to)]);
  }

  return { client, decode };
}
