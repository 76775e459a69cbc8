/** A button for an act: its word, its key, and why it cannot be done now. It stays in reach of the keyboard when it cannot. */
import { known, t } from "../i18n";
import { act, attempt } from "./acts";
import { useScreen } from "./screen";

interface Props {
  id: string;
  face?: "primary" | "quiet";
  /** Another word than `act.<id>`, where the place says the rest. */
  label?: string;
  /** Shows the key beside the word, and not only when pointed at. */
  showKey?: boolean;
}

/** The words of an act. */
export function actLabel(id: string): string {
  const key = `act.${id}`;
  return known(key) ? t(key) : id;
}

/** A key as it is named on the keyboard. */
export function keyName(key: string): string {
  const name = `key.${key}`;
  if (known(name)) return t(name);
  return /^[A-Z]$/.test(key) ? t("key.shifted", { key }) : key.length === 1 ? key.toUpperCase() : key;
}

export function ActButton({ id, face, label, showKey }: Props) {
  const screen = useScreen();
  const chosen = act(id);
  if (!chosen.offered(screen)) return null;
  const reason = chosen.blocked(screen);
  const key = keyName(chosen.keys[0] ?? "");
  const words = label ?? actLabel(id);
  return (
    <button
      type="button"
      class={face}
      aria-disabled={reason !== null}
      aria-keyshortcuts={chosen.keys[0]}
      title={reason ?? t("tooltip.act", { act: actLabel(id), key })}
      onClick={() => attempt(screen, chosen)}
    >
      {words}
      {showKey && <kbd>{key}</kbd>}
    </button>
  );
}
