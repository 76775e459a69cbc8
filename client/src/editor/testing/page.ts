/** The editor alone on a page, for tests/e2e/test_editor.py: `begin` opens it over a session that nobody else has. */
import type { Delta, Proposal } from "../../record/types.ts";
import { type EditorOptions, openEditor } from "../editor.ts";
import { FakeSession, proposal } from "./session.ts";

interface Beginning {
  wording: Delta;
  /** Owners by proposal. */
  proposals?: Record<string, string>;
  delegation?: string | null;
  place?: EditorOptions["place"];
}

function begin({ wording, proposals = {}, delegation = "AUT", place = "end" }: Beginning): FakeSession {
  let ids = 0;
  const known: Proposal[] = Object.entries(proposals).map(([id, owner]) => proposal(id, owner));
  const session = new FakeSession(wording, known);
  const left: unknown[] = [];
  openEditor({
    session: session.session,
    paragraph: "p-one",
    mount: document.body,
    as: { delegation, hold: true, ...(delegation === null ? { reason: "A slip of the pen" } : {}) },
    label: "Paragraph 1",
    names: { delegation: (code) => code, caret: ({ person }) => person, footnote: () => "1" },
    place,
    onLeave: (direction, composed) => left.push([direction, composed]),
    onRefusedLocally: (...why) => left.push(why),
    newId: () => `x-new${++ids}`,
  });
  return Object.assign(session, { left });
}

Object.assign(window, { begin });
