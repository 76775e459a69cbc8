/** The field of capture: what is typed in colours, the completion at the caret, and the list of what may be meant. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Completion } from "./completing";
import type { Part } from "./parts";

interface Props {
  input: RefObject<HTMLInputElement | null>;
  line: string;
  parts: readonly Part[];
  listed: readonly Completion[];
  chosen: number;
  /** The name of the list, for screen readers. */
  about: string;
  onInput(line: string): void;
  onKeyDown(event: KeyboardEvent): void;
  onPick(completion: Completion): void;
}

export function Line({ input, line, parts, listed, chosen, about, ...on }: Props) {
  const mirror = useRef<HTMLDivElement>(null);
  const option = listed[chosen];
  // The coloured copy goes along with what the field shows of a long line.
  const follow = () => {
    if (mirror.current && input.current) mirror.current.scrollLeft = input.current.scrollLeft;
  };
  useLayoutEffect(follow);
  const ghost = option?.line.startsWith(line) && line !== "" ? option.line.slice(line.length) : "";
  return (
    <div class="line">
      <div class="mirror" ref={mirror} aria-hidden="true">
        {parts.map((part, index) => (
          <span key={index} class={part.role}>
            {part.text}
          </span>
        ))}
        {ghost !== "" && <span class="ghost">{ghost}</span>}
      </div>
      <input
        id="capture"
        ref={input}
        role="combobox"
        aria-expanded={listed.length > 0}
        aria-controls="capture-list"
        aria-activedescendant={option === undefined ? undefined : `capture-${option.id}`}
        aria-autocomplete="list"
        aria-describedby="capture-preview"
        aria-invalid={parts.some(({ role }) => role === "wrong")}
        autocomplete="off"
        spellcheck={false}
        placeholder={t("capture.placeholder")}
        value={line}
        onInput={(event) => on.onInput(event.currentTarget.value)}
        onKeyDown={on.onKeyDown}
        onKeyUp={follow}
        onScroll={follow}
      />
      <Listed listed={listed} chosen={chosen} about={about} onPick={on.onPick} />
    </div>
  );
}

function Listed({ listed, chosen, about, onPick }: Pick<Props, "listed" | "chosen" | "about" | "onPick">) {
  return (
    <div id="capture-list" role="listbox" aria-label={about} hidden={listed.length === 0}>
      {listed.map((one, index) => (
        <div
          key={one.id}
          id={`capture-${one.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(one);
          }}
        >
          <b>{one.name}</b>
          {one.detail !== "" && <span>{one.detail}</span>}
          {index === chosen && <kbd>{t("key.Tab")}</kbd>}
        </div>
      ))}
    </div>
  );
}
