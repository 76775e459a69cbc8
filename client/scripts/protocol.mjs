/** Makes src/protocol/protocol.ts from docs/schema.json: `node scripts/protocol.mjs`, or with `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = new URL("../../docs/schema.json", import.meta.url);
const made = new URL("../src/protocol/protocol.ts", import.meta.url);

const BANNER = `/* Made by \`npm run protocol\` from docs/schema.json. */
import type { Delta } from "../record/types.ts";
`;

/** A Delta has its type in the browser's own code. */
const named = (_key, part) => (part?.$ref === "#/$defs/Delta" ? { tsType: "Delta" } : part);

const { $defs, ...rest } = JSON.parse(readFileSync(schema, "utf8"), named);
delete $defs.Delta;
const types = await compile({ ...rest, $defs }, "Protocol", {
  additionalProperties: false,
  bannerComment: BANNER,
  style: { printWidth: 110 },
});
const current = types.endsWith("\n") ? types : `${types}\n`;
if (!process.argv.includes("--check")) writeFileSync(made, current);
else if (readFileSync(made, "utf8") !== current) {
  process.stderr.write(
    "client/src/protocol/protocol.ts is not that of docs/schema.json: run `make types`.\n",
  );
  process.exit(1);
}
