/** The fields of sheets. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { candidates, type Delegations, fullName, shortName } from "../names";
import { useScreen } from "../screen";

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
  /** What else one may name: the id by what was typed, and its name by the id. */
  other?: { find(typed: string): string | null; name(id: string): string };
}

/** Delegations by their first letters; who is meant is said in full beneath. */
export function DelegationField({ label, onChange, many, required, initial = [], other }: DelegationsProps) {
  const { delegations } = useScreen().opening;
  const id = useId();
  const [text, setText] = useState(initial.map((code) => shortName(delegations, code)).join(", "));
  const find = (typed: string) => findNamed(typed, many ?? false, delegations, other);
  const found = find(text);
  const typed = text.trim() !== "";
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
        onInput={(event) => {
          setText(event.currentTarget.value);
          onChange(find(event.currentTarget.value));
        }}
      />
      {!many && (
        <datalist id={`${id}-list`}>
          {candidates(delegations, "").map((code) => (
            <option key={code} value={shortName(delegations, code)} />
          ))}
        </datalist>
      )}
      <small class={typed && found.length === 0 ? "blocked" : undefined}>
        {typed && found.length === 0 && t("field.nobody")}
        {found
          .map((code) => (delegations[code] ? fullName(delegations, code) : (other?.name(code) ?? code)))
          .join(", ") ||
          (!typed && !other && t(many ? "field.first_letters_many" : "field.first_letters"))}
      </small>
    </div>
  );
}

function findNamed(
  text: string,
  many: boolean,
  delegations: Delegations,
  other: DelegationsProps["other"],
): string[] {
  const names = (many ? text.split(",") : [text]).filter((name) => name.trim() !== "");
  const found = names.map((name) => other?.find(name.trim()) ?? candidates(delegations, name)[0]);
  return [...new Set(found.filter((one) => one !== undefined))];
}

export function FieldRow({ children }: { children: ComponentChildren }) {
  return <div class="fields">{children}</div>;
}
