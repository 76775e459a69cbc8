/**
 * Many browsers in one process of Node, for tests/simulation: a line of JSON in, a line of JSON out. Everything that
 * happens, and when, is decided by the simulation; here is only what a browser and the person before it make of it.
 */
import { createInterface } from "node:readline";
import type { Entry, Outcome, State } from "../types.ts";
import { Actor, type Person } from "./actors.ts";
import { Chance } from "./chance.ts";
import { MACHINES } from "./planted.ts";
import { Screen, startNumbering } from "./screen.ts";

interface Opening {
  state: State;
  hash: string;
}
type Request =
  | { op: "reset"; planted: string }
  | ({ op: "open"; browser: string; person: Person; seed: number } & Opening)
  | ({ op: "reopen" | "start_over"; browser: string } & Opening)
  | { op: "step" | "finish" | "standing" | "report"; browser: string }
  | { op: "receive"; browser: string; entries: Entry[] }
  | { op: "acknowledge"; browser: string; id: string; outcome: Outcome };

interface Browser {
  screen: Screen;
  actor: Actor;
}

const browsers = new Map<string, Browser>();
let planted = "none";

function answer(request: Request): unknown {
  if (request.op === "reset") {
    browsers.clear();
    startNumbering();
    planted = request.planted;
    return {};
  }
  if (request.op === "open") return open(request);
  const browser = browsers.get(request.browser);
  if (!browser) throw new Error(`no such browser: ${request.browser}`);
  return answerOf(browser, request);
}

function open(request: Extract<Request, { op: "open" }>): unknown {
  const machine = MACHINES[planted] ?? MACHINES.none;
  if (!machine) throw new Error(`no such bug: ${planted}`);
  const screen = new Screen(machine, request.state, request.hash);
  const actor = new Actor(request.person, screen, new Chance(request.seed));
  browsers.set(request.browser, { screen, actor });
  return {};
}

function answerOf({ screen, actor }: Browser, request: Exclude<Request, { op: "reset" | "open" }>): unknown {
  switch (request.op) {
    case "step":
      return actor.step();
    case "finish":
      return actor.finish();
    case "receive":
      return screen.receive(request.entries);
    case "acknowledge":
      return screen.acknowledge(request.id, request.outcome);
    case "start_over":
      return screen.startOver(request.state, request.hash);
    case "reopen":
      actor.forget();
      return screen.reopen(request.state, request.hash);
    case "standing": {
      const { state, hash, unacknowledged } = screen.machine;
      return { number: state.number, hash, unacknowledged };
    }
    case "report":
      return report(screen);
  }
}

function report({ machine, drafts, typed }: Screen): unknown {
  const { state, unsent } = machine;
  const displayed = Object.keys(state.paragraphs).map((id) => [id, machine.displayed(id)]);
  return { state, unsent, displayed: Object.fromEntries(displayed), drafts, typed };
}

createInterface({ input: process.stdin }).on("line", (line) => {
  let reply: unknown;
  try {
    reply = answer(JSON.parse(line) as Request);
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
});
