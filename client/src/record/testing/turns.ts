/**
 * Lets the event loop go round, so that promises, timers without a delay and the database in memory have done what they
 * have to, however slow the machine is.
 */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve));
}
