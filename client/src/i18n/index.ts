/**
 * The words on the screens, from one catalogue a language. A message is a string with `{names}`, or one string for each
 * plural category of the language, chosen by the parameter `count`.
 */
import type { ComponentChild } from "preact";
import en from "./en.json";

export type MessageKey = keyof typeof en;
export type Params = Record<string, string | number>;
type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;

const LANGUAGE = "en";
const catalogue = en as Record<MessageKey, Message>;
const plural = new Intl.PluralRules(LANGUAGE);
const counting = new Intl.NumberFormat(LANGUAGE);

/** The language of the words on the screens; the text itself may be in another. */
export function uiLanguage(): string {
  return LANGUAGE;
}

/** For what is in the language of the screens, beneath and among the words of a text. */
export const UI = { lang: LANGUAGE, dir: "ltr" } as const;

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Words that run the other way stand apart from the sentence around them (FSI and PDI of Unicode), once. */
function isolated(words: string): string {
  return RIGHT_TO_LEFT.test(words) && !words.includes("\u2068") ? `\u2068${words}\u2069` : words;
}

/** The direction of some words in a text: its own, unless they begin with letters of the other and mostly have these. */
export function directionOf(words: string, direction: "ltr" | "rtl"): "ltr" | "rtl" {
  // Most texts have no letter of the other direction.
  if (direction === "ltr" && !RIGHT_TO_LEFT.test(words)) return direction;
  const letters = words.match(/\p{L}/gu) ?? [];
  const [first] = letters;
  if (first === undefined || RIGHT_TO_LEFT.test(first) === (direction === "rtl")) return direction;
  const leftward = letters.filter((letter) => RIGHT_TO_LEFT.test(letter)).length;
  if (direction === "ltr") return 2 * leftward > letters.length ? "rtl" : "ltr";
  return 2 * leftward < letters.length ? "ltr" : "rtl";
}

function template(key: MessageKey, count: string | number | undefined): string {
  const message = catalogue[key];
  if (typeof message === "string") return message;
  const category = plural.select(Number(count ?? 0));
  return message[category] ?? message.other ?? "";
}

/** The message under `key`, with every `{name}` replaced by the parameter of that name. */
export function t(key: MessageKey, params: Params = {}): string {
  return template(key, params.count).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    return typeof value === "number" ? counting.format(value) : isolated(value ?? "");
  });
}

/** As `t`, for messages in which a parameter is set in another face: answers with the pieces in the order of the language. */
export function rich(key: MessageKey, params: Record<string, ComponentChild>): ComponentChild[] {
  const count = params.count;
  const pieces = template(key, typeof count === "number" ? count : undefined).split(/\{(\w+)\}/);
  return pieces.map((piece, index) => (index % 2 === 0 ? piece : (params[piece] ?? "")));
}

/** True for a key of the catalogue: refusals and entries arrive as codes that may be newer than this page. */
export function known(key: string): key is MessageKey {
  return key in catalogue;
}
