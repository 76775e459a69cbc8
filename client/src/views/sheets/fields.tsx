/** The fields of sheets. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { candidates, type Delegations, fullName, meant, nameList, shortName } from "../names";
import { useScreen } from "../screen";
import { useRefusal } from "./refusing";

interface TextProps {
  label: string;
  value: string;
  onChange(value: string): void;
  hint?: string;
  rows?: number;
  narrow?: boolean;
  /** Nothing can be done without it. */
  required?: boolean;
}

export function TextField({ label, value, onChange, hint, rows, narrow, required }: TextProps) {
  const id = useId();
  const change = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  return (
    <div class={`field ${narrow ? "narrow" : ""}`}>
      <label for={id}>{label}</label>
      {rows ? (
        <textarea id={id} rows={rows} value={value} required={required} onInput={change} />
      ) : (
        <input id={id} value={value} required={required} autocomplete="off" onInput={change} />
      )}
      {hint && <small>{hint}</small>}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T | null;
  onChange(value: T): void;
  /** Nothing can be done until one is taken. */
  required?: boolean;
}

/** A few choices, one of them taken: arrows choose. */
export function Choice<T extends string>({ label, options, value, onChange, required }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="field choice">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} class={option.value === value ? "on" : undefined}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            required={required && value === null}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

interface DelegationsProps {
  label: string;
  /** The codes that were found for what is typed. */
  onChange(codes: string[]): void;
  /** Several, divided by commas. */
  many?: boolean;
  /** Nothing can be done without it. */
  required?: boolean;
  initial?: readonly string[];
  /** Further things that may be named: the id by the typed words, and the name by the id. */
  other?: { find(typed: string): string | null; name(id: string): string };
}

/** The meaning of a field of names: the delegations, and the words that mean none, or several. */
interface Named {
  codes: string[];
  problem: string | null;
}

/**
 * Delegations by their first letters; who is meant is said in full beneath. While a name in it means nobody, or several, the
 * sheet records nothing.
 */
export function DelegationField({ label, onChange, many, required, initial = [], other }: DelegationsProps) {
  const { delegations } = useScreen().opening;
  const id = useId();
  const nameOf = (code: string) => (delegations[code] ? undefined : other?.name(code));
  const first = initial.map((code) => nameOf(code) ?? shortName(delegations, code)).join(", ");
  const [text, setText] = useState(first);
  const find = (typed: string): Named =>
    typed === first
      ? { codes: [...initial], problem: null }
      : findNamed(typed, many ?? false, delegations, other);
  const { codes, problem } = find(text);
  useRefusal(problem);
  const full = codes.map((code) => nameOf(code) ?? fullName(delegations, code)).join(", ");
  const hint =
    text.trim() !== "" || other ? "" : t(many ? "field.first_letters_many" : "field.first_letters");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={text}
        required={required}
        autocomplete="off"
        spellcheck={false}
        list={`${id}-list`}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-said`}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onChange(find(event.currentTarget.value).codes);
        }}
      />
      {!many && (
        <datalist id={`${id}-list`}>
          {candidates(delegations, "").map((code) => (
            <option key={code} value={shortName(delegations, code)} />
          ))}
        </datalist>
      )}
      <small id={`${id}-said`} class={problem === null ? undefined : "blocked"} role="status">
        {problem ?? (full || hint)}
      </small>
    </div>
  );
}

function findNamed(
  text: string,
  many: boolean,
  delegations: Delegations,
  other: DelegationsProps["other"],
): Named {
  const codes: string[] = [];
  let problem: string | null = null;
  for (const part of (many ? text.split(",") : [text]).map((one) => one.trim())) {
    const among = part === "" ? [] : (other?.find(part) ?? meant(delegations, part));
    const found = typeof among === "string" ? [among] : among;
    if (found.length === 1) codes.push(...found);
    else if (part !== "") problem ??= problemOf(part, found, delegations);
  }
  return { codes: [...new Set(codes)], problem };
}

function problemOf(part: string, among: readonly string[], delegations: Delegations): string {
  return among.length === 0
    ? t("capture.unclear_name", { part })
    : t("field.several", { part, names: nameList(delegations, among) });
}

export function FieldRow({ children }: { children: ComponentChildren }) {
  return <div class="fields">{children}</div>;
}
