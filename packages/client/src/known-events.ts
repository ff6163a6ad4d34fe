/** How many event ids are kept. */
const most = 1_000;
/** The longest id that is kept: servers that follow NF-1 have no longer ones. */
const longest = 256;

/**
 * The events that were given out last: servers that go on from an event may tell some before it again. Ids that come twice
 * without that are no ids of events, and nothing can be concluded from them.
 */
export class KnownEvents {
  readonly #ids = new Set<string>();
  #unique = true;

  /**
   * Notes an event.
   *
   * @param resumed whether its response goes on from a known event
   * @returns whether it is new
   */
  add(id: string, resumed: boolean): boolean {
    if (this.#ids.has(id)) {
      if (!resumed) this.#unique = false;
      return !(resumed && this.#unique);
    }
    if (id.length <= longest) this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= most) break;
      this.#ids.delete(oldest);
    }
    return true;
  }

  /** Begins anew, after what shows an event. */
  restart(id: string | undefined): void {
    this.#ids.clear();
    if (id !== undefined) this.add(id, true);
  }
}
