/** The name of the tab: that of the text, as it is called now. */
import { effect } from "@preact/signals";
import { t } from "../i18n";
import type { TextSession } from "../record/types";

/** Keeps the tab named after the text, whoever renames it. Returns what ends that. */
export function keepTitled({ state }: TextSession): () => void {
  return effect(() => {
    document.title = t("app.tab", { title: state.value.title });
  });
}
