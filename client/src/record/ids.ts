/** Ids that nobody else mints: 96 random bits. `crypto.randomUUID` exists on https only, this everywhere. */
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function newId(kind: string): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return `${kind}-${[...random].map((byte) => SIGNS[byte % 64]).join("")}`;
}
