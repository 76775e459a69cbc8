/** Web Locks in memory, as far as windows.ts uses them: Node has none. */
export class Locks {
  private held = new Map<string, Promise<unknown>>();

  readonly request = async (
    name: string,
    first: { ifAvailable?: boolean; signal?: AbortSignal } | ((lock: unknown) => unknown),
    second?: (lock: unknown) => unknown,
  ): Promise<unknown> => {
    const act = typeof first === "function" ? first : second;
    if (!act) throw new TypeError("nothing to do");
    if (this.held.has(name)) {
      if (typeof first !== "function" && first.ifAvailable) return act(null);
      while (this.held.has(name)) await this.held.get(name);
      if (typeof first !== "function") first.signal?.throwIfAborted();
    }
    const done = Promise.resolve(act({ name }));
    this.held.set(name, done);
    return done.finally(() => this.held.delete(name));
  };

  readonly query = async (): Promise<{ held: { name: string }[] }> => ({
    held: [...this.held.keys()].map((name) => ({ name })),
  });
}
