/** Search in the text: labels first, then words; Enter goes to the first. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { fullLabel } from "../places";
import { StateGlyph } from "../StateMark";
import { type Screen, select, useScreen } from "../screen";
import { excerpt, type Hit, search } from "./searching";

const LISTED = 30;

export function SearchSheet() {
  const screen = useScreen();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const state = screen.state.value;
  const hits = search(state, words);
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    screen.sheet.value = null;
    screen.filter.value = "all";
    select(screen, hit.paragraph);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(hits[chosen]);
    else if (event.key === "ArrowDown") setChosen(Math.min(chosen + 1, Math.min(hits.length, LISTED) - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(chosen - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <div class="search">
      <label class="hidden" for="search">
        {t("act.search")}
      </label>
      <input
        id="search"
        type="search"
        placeholder={t("search.placeholder")}
        value={words}
        autocomplete="off"
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <p class="note" role="status">
        {words.trim() === "" ? t("search.hint") : t("search.count", { count: hits.length })}
      </p>
      <ul>
        {hits.slice(0, LISTED).map((hit, index) => (
          <li key={hit.paragraph}>
            <button type="button" class={`quiet ${index === chosen ? "on" : ""}`} onClick={() => go(hit)}>
              <Found hit={hit} screen={screen} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Found({ hit, screen }: { hit: Hit; screen: Screen }) {
  const state = screen.state.value;
  const paragraph = state.paragraphs[hit.paragraph];
  if (!paragraph) return null;
  const { before, found, after } = excerpt(paragraph, hit);
  return (
    <>
      <StateGlyph paragraph={paragraph} state={state} /> <b>{fullLabel(paragraph)}</b>{" "}
      <span lang={state.language}>
        {before}
        <mark>{found}</mark>
        {after}
      </span>
    </>
  );
}
