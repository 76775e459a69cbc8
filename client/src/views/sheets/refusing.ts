/** Fields that refuse what is typed into them, and the sheet around them, which records nothing meanwhile. */
import { createContext } from "preact";
import { useCallback, useContext, useId, useLayoutEffect, useState } from "preact/hooks";

type Refuse = (field: string, refused: boolean) => void;

export const Refusing = createContext<Refuse | null>(null);

/** Tells the sheet whether this field refuses what is typed, which it says itself. */
export function useRefusal(problem: string | null): void {
  const refuse = useContext(Refusing);
  const field = useId();
  const refused = problem !== null;
  useLayoutEffect(() => {
    refuse?.(field, refused);
    return () => refuse?.(field, false);
  }, [refuse, field, refused]);
}

/** Whether some field of a sheet refuses, and what its fields tell that with. */
export function useRefusing(): [boolean, Refuse] {
  const [fields, setFields] = useState<readonly string[]>([]);
  const refuse = useCallback<Refuse>((field, refused) => {
    setFields((before) => {
      if (before.includes(field) === refused) return before;
      return refused ? [...before, field] : before.filter((one) => one !== field);
    });
  }, []);
  return [fields.length > 0, refuse];
}
