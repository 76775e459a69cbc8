/** The start of both live pages: the theme, the fonts of the text's language, the session. */
import type { ComponentChild } from "preact";
import { render } from "preact";
import { known, t } from "../i18n";
import { openSession } from "../record/openSession";
import type { TextSession } from "../record/types";
import { Failed } from "../views/Failed";
import { startTheme } from "../views/theme";
import { onceChinese } from "./chinese";
import { keepTitled } from "./titled";

/** Opens the text that the page names in `#app` and draws it; says what went wrong where that fails. */
export async function start(draw: (session: TextSession) => ComponentChild): Promise<void> {
  startTheme();
  const root = document.getElementById("app");
  const text = root?.dataset.text;
  if (!root || !text) throw new Error("The page names no text.");
  onceChinese(document.body, () => void import("../styles/chinese.css"));
  try {
    const session = await openSession(text, root.dataset.person);
    keepTitled(session);
    render(draw(session), root);
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    const key = `failed.${code}`;
    render(<Failed reason={known(key) ? t(key) : t("failed.opening")} />, root);
  }
}
