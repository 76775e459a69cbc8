/** A small negotiation to look at: positions and wording are invented. */
import { fingerprint } from "../../record/marks";
import type { Attributes, Delegation, Delta, Opening, Role } from "../../record/types";
import type { Facts, Happening } from "./fakeSession";

const state = (short: string, name = short): Delegation => ({
  short,
  name,
  kind: "state",
  members: [],
  usual: [],
});

export const delegations: Record<string, Delegation> = {
  ARG: state("Argentina"),
  AUS: state("Australia"),
  AUT: state("Austria"),
  BOL: state("Bolivia", "Bolivia (Plurinational State of)"),
  BRA: state("Brazil"),
  CAN: state("Canada"),
  CHL: state("Chile"),
  CIV: state("Côte d’Ivoire"),
  COL: state("Colombia"),
  DOM: state("Dominican Republic"),
  DZA: state("Algeria"),
  IND: state("India"),
  ISR: state("Israel"),
  JPN: state("Japan"),
  NOR: state("Norway"),
  PER: state("Peru"),
  USA: state("US", "United States of America"),
  ZAF: state("South Africa"),
  EU: {
    short: "EU",
    name: "European Union and its 27 Member States",
    kind: "group",
    members: ["AUT"],
    usual: [],
  },
  G77: {
    short: "G77 and China",
    name: "Group of 77 and China",
    kind: "group",
    members: ["BOL", "DZA"],
    usual: [],
  },
  ICC: { short: "ICC", name: "International Chamber of Commerce", kind: "observer", members: [], usual: [] },
};

export const people = {
  "p-chair": "Chair",
  "p-1": "Ana Ruiz",
  "p-EU": "Jana Novak",
  "p-COL": "María Gómez",
};

export const delegates = { "p-EU": "EU", "p-COL": "COL" };

export function opening(role: Role, delegation: string | null): Omit<Opening, "state" | "hash"> {
  return {
    delegations,
    people,
    delegates,
    you: { person: "p-1", role, delegation },
    meeting: { id: "m-1", title: "Expert group, seventh session", time_zone: "Europe/Vienna", public: true },
  };
}

const LEVELS = [
  { id: "ad_ref", name: "agreed ad ref" },
  { id: "agreed", name: "agreed" },
];

export const opened = (title: string, language = "en", direction: "ltr" | "rtl" = "ltr"): Happening => ({
  kind: "text_opened",
  payload: { title, language, direction, format: "plain", levels: LEVELS, live: false },
});

interface Added {
  kind?: string;
  label?: string;
  depth?: number;
  wording: Delta | string;
  of?: string;
  marks?: Attributes;
  by?: string[];
  relation?: { kind: string; to: string };
}

let last: string | null = null;

/** A paragraph after the one added before it. */
export function added(
  id: string,
  { kind = "operative", label = "", depth = 1, wording, of, marks = {}, by, relation }: Added,
): Happening {
  const after = last;
  if (kind !== "footnote") last = id;
  const proposals = by ? [tabled(String(marks.ins), by, "paragraph")] : [];
  const words =
    typeof wording === "string"
      ? [{ insert: wording, ...(by ? { attributes: { ins: marks.ins } } : {}) }]
      : wording;
  return {
    kind: kind === "heading" ? "section_added" : "paragraph_added",
    delegation: by?.[0] ?? null,
    payload: {
      ...{ paragraph: id, kind, depth, label, marker: label === "" ? "" : `${label}.` },
      ...{
        relation: relation ?? null,
        after,
        of: of ?? null,
        wording: words,
        marks,
        proposals,
        reason: null,
      },
    },
  };
}

const tabled = (id: string, sponsors: string[], kind = "wording", parent: string | null = null) => ({
  ...{ id, parent, kind, sponsors, set: null, place: null },
});

/** A delegation's change of a paragraph, with the proposals that it brings. */
export function proposed(
  paragraph: string,
  sponsors: string[],
  id: string,
  change: Delta,
  parent: string | null = null,
): Happening[] {
  const kind = change.some((op) => Object.keys(op.attributes ?? {}).some((key) => key.startsWith("brk:")))
    ? "reservation"
    : "wording";
  const [delegation] = sponsors;
  return [
    {
      kind: "proposal_tabled",
      delegation,
      payload: { paragraph, proposal: tabled(id, sponsors, kind, parent), marks: null },
    },
    { kind: "text_changed", delegation, payload: { paragraph, change, reason: null } },
  ];
}

const agreed = (paragraph: string, level: string, wording: Delta, pending: string[] = []): Happening => ({
  kind: "agreement_recorded",
  payload: { paragraph, level, pending, fingerprint: fingerprint({ wording, marks: {} }, null) },
});

export const took = (
  delegation: string,
  paragraph: string,
  stance: string,
  proposal: string | null,
  print: string,
  statement: string | null = null,
): Happening => ({
  kind: "position_taken",
  delegation,
  payload: { paragraph, proposal, stance, fingerprint: print, seen: 1, statement },
});

const ELEVEN: Delta = [
  {
    insert:
      "States should develop and apply legislation on offences committed by means of information systems that keeps pace with technology and remains neutral as to the means used.",
  },
  { insert: { footnote: "p-note01" } },
];
const THIRTEEN =
  "Domestic provisions on preserving data should set out clear safeguards, including oversight by a court or another independent body.";
const TWELVE =
  "States should ensure that their authorities can preserve electronic data, as appropriate, and cooperate with one another, in accordance with domestic law.";
const wordsOf = (wording: Delta): string =>
  wording.map((op) => (typeof op.insert === "string" ? op.insert : "")).join("");

/** The changes of paragraph 12; each stands on the wording after those before it. */
function twelve(): Happening[] {
  const should = TWELVE.indexOf("should");
  const appropriate = TWELVE.indexOf(", as appropriate,");
  const another = TWELVE.indexOf(" with one another");
  const voluntary = " on a voluntary basis";
  const insert = (insert: string, ins: string) => ({ insert, attributes: { ins } });
  return [
    ...proposed("p-000012", ["PER"], "x-per001", [
      { retain: appropriate },
      { retain: 17, attributes: { "brk:x-per001": true } },
    ]),
    ...proposed("p-000012", ["G77"], "x-g77001", [{ retain: another }, insert(voluntary, "x-g77001")]),
    ...proposed(
      "p-000012",
      ["DZA"],
      "x-dza001",
      [{ retain: another + voluntary.indexOf(" basis") }, insert(" and reciprocal", "x-dza001")],
      "x-g77001",
    ),
    ...proposed("p-000012", ["JPN"], "x-jpn001", [
      { retain: appropriate },
      insert(" without undue delay", "x-jpn001"),
    ]),
    ...proposed("p-000012", ["EU", "NOR"], "x-eu0001", [
      { retain: should },
      { retain: 6, attributes: { "del:x-eu0001": true } },
      insert("shall", "x-eu0001"),
    ]),
  ];
}

function positions(): Happening[] {
  const old = "0123456789abcdef";
  const now = "now";
  return [
    ...["AUS", "CAN", "CHL", "COL"].map((code) => took(code, "p-000012", "supports", null, now)),
    took("ISR", "p-000012", "supports", null, old),
    ...["BRA", "IND"].map((code) => took(code, "p-000012", "can_accept", null, now)),
    took("ZAF", "p-000012", "can_accept", null, old),
    took("PER", "p-000012", "reserves", null, now),
    took("BOL", "p-000012", "objects", "x-eu0001", "now-eu", "“shall” is premature"),
    ...["USA", "AUS", "CAN"].map((code) => took(code, "p-000012", "supports", "x-eu0001", "now-eu")),
  ];
}

/** About the text of the design's drawing. */
export function sample(role: Role = "secretariat", delegation: string | null = null): Facts {
  last = null;
  const happenings: Happening[] = [
    opened("Preliminary conclusions and recommendations"),
    added("p-000001", { kind: "heading", label: "I", wording: "Legislation and frameworks" }),
    added("p-000011", { label: "11", wording: ELEVEN.slice(0, 1) }),
    added("p-note01", {
      kind: "footnote",
      of: "p-000011",
      wording: "See the report of the sixth session, paragraph 24.",
    }),
    {
      kind: "text_changed",
      payload: {
        paragraph: "p-000011",
        change: [{ retain: wordsOf(ELEVEN).length }, { insert: { footnote: "p-note01" } }],
        reason: "footnote",
      },
    },
    added("p-000012", { label: "12", wording: TWELVE }),
    added("p-012bis", {
      label: "12 bis",
      wording:
        "Upon request, the Secretariat should circulate model provisions in the six official languages.",
      marks: { ins: "x-col001" },
      by: ["COL", "DOM"],
      relation: { kind: "after", to: "p-000012" },
    }),
    added("p-000013", { label: "13", wording: THIRTEEN }),
    added("p-000002", { kind: "heading", label: "II", wording: "Electronic evidence and criminal justice" }),
    added("p-000014", {
      label: "14",
      wording:
        "Requests for stored data should state the offence, the account concerned and the period for which the data are sought.",
    }),
    added("p-000015", {
      label: "15",
      wording:
        "Service providers and authorities should agree on points of contact that answer at all hours.",
    }),
    added("p-015a01", {
      kind: "lettered",
      depth: 2,
      label: "15 (a)",
      wording: "Keep a register of them that the Secretariat publishes;",
    }),
    added("p-000016", {
      label: "16",
      wording:
        "Admissibility is to be judged by the law of the State in which the evidence is used, having regard to how it was obtained, preserved and transferred.",
    }),
    added("p-000017", {
      label: "17",
      wording:
        "Training for prosecutors and judges should be offered jointly by States that have built up experience and by the organizations that support them.",
    }),
    added("p-000018", { label: "18", wording: "Regional centres may be set up where they help." }),
    added("p-000003", { kind: "heading", label: "III", wording: "International cooperation" }),
    added("p-000019", {
      label: "19",
      wording:
        "Contact points available at all hours should confirm receipt of an urgent request within one hour.",
    }),
    added("p-000020", {
      label: "20",
      wording: "Central authorities should make available the forms that they use.",
    }),
    added("p-000021", {
      label: "21",
      wording: "Joint investigations, where they are provided for, should be begun without delay.",
    }),
    added("p-000022", {
      label: "22",
      wording: "Urgent cases should be marked as such, with the reason, and be taken first.",
    }),
    ...twelve(),
    ...proposed("p-000015", ["USA"], "x-usa001", [
      { retain: 8 },
      { retain: 9, attributes: { "del:x-usa001": true } },
    ]),
    ...proposed("p-000018", ["EU"], "x-eu0018", [
      { retain: 17 },
      { retain: 3, attributes: { "del:x-eu0018": true } },
      { insert: "should", attributes: { ins: "x-eu0018" } },
    ]),
    ...proposed("p-000021", ["IND"], "x-ind001", [
      { retain: 20 },
      { retain: 28, attributes: { "brk:x-ind001": true } },
    ]),
    ...positions(),
    agreed("p-000011", "agreed", ELEVEN),
    agreed("p-000013", "ad_ref", [{ insert: THIRTEEN }], ["BOL"]),
    ...["p-000016", "p-000017", "p-000022"].map((id) => agreed(id, "agreed", [])),
    agreed("p-000019", "ad_ref", []),
    { kind: "paragraph_withdrawn", payload: { paragraph: "p-000020", reason: "merged with 19" } },
    {
      kind: "status_document_issued",
      payload: {
        document: "d-000001",
        sequence: 1,
        number: 40,
        as_of: "2021-04-07T14:00:00.000Z",
        level: "ad_ref",
        digest: "0".repeat(64),
      },
    },
    { kind: "paragraph_put_before_room", payload: { paragraph: "p-000012" } },
  ];
  return { opening: opening(role, delegation), happenings, from: "2021-04-07T14:30:00.000Z" };
}
