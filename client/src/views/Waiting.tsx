/** Waiting longer than 300 ms shows; longer than two seconds says what is being done. */
import { useEffect, useState } from "preact/hooks";
import { useScreen } from "./screen";

const SHOWN_AFTER = 300;
const SAID_AFTER = 2000;

export function Waiting() {
  const what = useScreen().waiting.value;
  const [stage, setStage] = useState(0);
  useEffect(() => {
    setStage(0);
    if (what === null) return;
    const timers = [setTimeout(() => setStage(1), SHOWN_AFTER), setTimeout(() => setStage(2), SAID_AFTER)];
    return () => timers.forEach(clearTimeout);
  }, [what]);
  // Without a connection nothing is being recorded: the header says so, and what is kept meanwhile.
  const live = useScreen().session.connection.value.status === "live";
  if (what === null || stage === 0 || !live) return null;
  return (
    <div class="waiting" role="status">
      <i aria-hidden="true" />
      {stage === 2 && <span>{what}</span>}
    </div>
  );
}
