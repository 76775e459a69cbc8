// Answers, line by line, what npm quill-delta makes of `{"function", "arguments"}`: the oracle of test_quill_delta.py.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../client/package.json", import.meta.url));
const Delta = require("quill-delta");

const functions = {
  compose: (a, b) => new Delta(a).compose(new Delta(b)).ops,
  transform: (a, b, priority) => new Delta(a).transform(new Delta(b), priority).ops,
  invert: (change, base) => new Delta(change).invert(new Delta(base)).ops,
  length: (delta) => new Delta(delta).length(),
  slice: (delta, start, end) => new Delta(delta).slice(start, end).ops,
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(functions[request.function](...request.arguments))}\n`);
}
