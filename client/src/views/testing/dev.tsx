/** Screens to look at without a server: `?role=chair&delegation=&page=room&dir=rtl&theme=dark&press=g`. */
import { render } from "preact";
import { fingerprint } from "../../record/marks";
import { App } from "../App";
import { press } from "../acts";
import { openScreen, type Screen, select } from "../screen";
import { startTheme } from "../theme";
import { fakeSession } from "./fakeSession";
import { added, proposed, sample } from "./sample";

const asked = new URLSearchParams(location.search);
const role = (asked.get("role") ?? "secretariat") as "chair";
const facts = sample(role, asked.get("delegation"));
for (let index = 0; index < Number(asked.get("more") ?? 0); index++)
  facts.happenings.push(
    added(`p-more${index}`, {
      label: String(100 + index),
      wording:
        "Requests for stored data should state the offence, the account concerned and the period for which the data are sought. ".repeat(
          3,
        ),
    }),
    ...proposed(`p-more${index}`, ["EU"], `x-more${index}`, [
      { retain: 40 },
      { insert: "always ", attributes: { ins: `x-more${index}` } },
    ]),
  );
const session = fakeSession(facts);
freshPositions();
session.carets.value = [{ person: "p-COL", delegation: "COL", paragraph: "p-000012", number: 1, index: 86 }];
const screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
if (asked.get("dir")) document.documentElement.dir = asked.get("dir") ?? "ltr";
startTheme();
if (asked.get("theme")) document.documentElement.dataset.theme = asked.get("theme") ?? "light";
void draw(screen);

/** Positions of the sample that are not meant to be stale are taken on the wording of now. */
function freshPositions(): void {
  const state = session.state.value;
  const twelve = state.paragraphs["p-000012"];
  if (!twelve) return;
  const positions = Object.fromEntries(
    Object.entries(twelve.positions).map(([key, one]) => {
      if (!one.fingerprint.startsWith("now")) return [key, one];
      return [key, { ...one, fingerprint: fingerprint(twelve, one.proposal) }];
    }),
  );
  session.state.value = {
    ...state,
    paragraphs: { ...state.paragraphs, "p-000012": { ...twelve, positions } },
  };
}

async function draw(on: Screen): Promise<void> {
  const root = document.getElementById("app");
  if (!root) return;
  if (asked.get("page") === "room") {
    await import("../../styles/room-page.css");
    const { Room } = await import("../room/Room");
    return render(<Room screen={on} />, root);
  }
  await import("../../styles/text-page.css");
  render(<App screen={on} />, root);
  const at = asked.get("at");
  setTimeout(() => {
    if (at) select(on, at);
    for (const key of (asked.get("press") ?? "").split(" ").filter(Boolean))
      press(on, { key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false });
  }, 100);
}
Object.assign(window, { screen_: screen, session_: session });
