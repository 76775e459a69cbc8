/** How much one's delegation may still add within the hour: in the foot where more than half is used, always in the list of keys. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { fetchQuota, type Measure, type Quota } from "../record/api";
import { isDelegate } from "./acts/act";
import { useScreen } from "./screen";

/** Milliseconds between two questions, however much happens meanwhile. */
const PAUSE = 20_000;
const MEASURES: readonly Measure[] = ["characters", "paragraphs", "bytes"];

/** `always`: also where little is used. */
export function QuotaLine({ always = false }: { always?: boolean }) {
  const screen = useScreen();
  const { text } = screen.state.value;
  const [known, setKnown] = useState<Quota | null>(null);
  const turn = Math.floor(screen.now.value / PAUSE);
  const asking = isDelegate(screen);
  useEffect(() => {
    // A figure that cannot be had now is not worth a word: the next one comes by itself.
    if (asking) fetchQuota(text).then(setKnown, () => undefined);
  }, [text, asking, turn]);
  if (!asking || !known) return null;
  const told = MEASURES.filter((one) => always || known.quota[one].used > known.quota[one].most / 2);
  if (told.length === 0) return null;
  return (
    <p class="quota" role={always ? undefined : "status"}>
      {t("quota.line")} {told.map((one) => t(`quota.${one}`, figures(known, one))).join(", ")}
    </p>
  );
}

function figures({ quota }: Quota, one: Measure) {
  const { used, most } = quota[one];
  return { used: used.toLocaleString("en"), most: most.toLocaleString("en") };
}
