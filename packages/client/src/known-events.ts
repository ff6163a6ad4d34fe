/** The number of event ids that are kept. Each has at most 1,000 characters. */
const most = 1_000;

/**
 * The events that were yielded last: a server that resumes after an event may repeat earlier ones. If ids repeat without
 * that, they do not identify events, and nothing is dropped because of them.
 */
export class KnownEvents {
  readonly #ids = new Set<string>();
  #unique = true;

  /**
   * Adds an event.
   *
   * @param resumed whether its response resumed after a known event
   * @returns whether it is new
   */
  add(id: string, resumed: boolean): boolean {
    if (this.#ids.has(id)) {
      if (!resumed) this.#unique = false;
      return !(resumed && this.#unique);
    }
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= most) break;
      this.#ids.delete(oldest);
    }
    return true;
  }

  /** Starts over, with the event that a representation shows. */
  restart(id: string | undefined): void {
    this.#ids.clear();
    if (id !== undefined) this.add(id, true);
  }
}
