/** How often something may be attempted. Credit comes back evenly: a minute has no edge at which twice as many are possible. */
export class Rate {
  #credit: number;
  #since: number;

  constructor(
    private readonly perMinute: number,
    now: number,
  ) {
    this.#credit = perMinute;
    this.#since = now;
  }

  /** Takes one attempt. Returns the seconds after which there will be one, if there is none; else 0. */
  take(now: number): number {
    const perMillisecond = this.perMinute / 60_000;
    this.#credit = Math.min(this.perMinute, this.#credit + (now - this.#since) * perMillisecond);
    this.#since = now;
    if (this.#credit < 1) return Math.max(1, Math.ceil((1 - this.#credit) / perMillisecond / 1000));
    this.#credit -= 1;
    return 0;
  }
}
