/** The obstacles to agreement, a line for each kind: proposals together, reservations and objections each with its words. Pure. */
import type { Obstacle } from "../../record/marks";

/** Groups of obstacles that are said in one line, in the order in which they were tabled. */
export function ways(obstacles: readonly Obstacle[]): Obstacle[][] {
  const together = new Map<string, Obstacle[]>();
  for (const obstacle of obstacles) {
    const alone = obstacle.kind === "objection" || obstacle.kind === "reservation";
    const key = alone
      ? `${obstacle.kind} ${obstacle.proposal} ${obstacle.delegations}`
      : `${obstacle.kind} ${obstacle.paragraph}`;
    together.set(key, [...(together.get(key) ?? []), obstacle]);
  }
  return [...together.values()];
}
