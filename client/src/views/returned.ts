/** Words of one's own that went out of the text while the window was open: said at once, with the reason and where they are. */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../i18n";
import type { Screen } from "./screen";
import { paragraphName } from "./sentences";

export function useReturned(screen: Screen): void {
  const known = useRef(new Set(screen.session.drafts.peek().map(({ id }) => id)));
  useSignalEffect(() => {
    const fresh = screen.session.drafts.value.filter(({ id }) => !known.current.has(id));
    for (const { id } of fresh) known.current.add(id);
    const last = fresh.at(-1);
    if (!last) return;
    const standing = screen.session.state.peek().paragraphs[last.paragraph];
    const paragraph = standing ? paragraphName(standing) : t("name.paragraph", { label: last.label });
    const text = t("returned", { paragraph, reason: last.reason });
    screen.notice.value = { tone: "refused", text, drafts: true };
  });
}
