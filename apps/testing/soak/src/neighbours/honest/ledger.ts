import type { Notification } from "../../wire/notification.ts";

/** A mutation by an honest writer. */
export interface Write {
  readonly id: string;
  /** The number in the new state. */
  readonly n: number;
  /** When its response had come, in milliseconds. */
  readonly answered: number;
}

/** A notification, and when it came in milliseconds. */
interface Receipt {
  readonly id: string;
  readonly object: string | undefined;
  readonly delta: unknown;
  readonly at: number;
}

/** What is found in what one subscriber got. */
export interface Balance {
  readonly told: number;
  /** The longest time from a response to its notification, in seconds. */
  readonly longest: number;
  readonly problem: string | undefined;
}

/** What one subscriber got, in order. */
export class Ledger {
  readonly #name: string;
  readonly #receipts: Receipt[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  readonly take = ({ id, object, delta }: Notification): void => {
    this.#receipts.push({ id, object, delta, at: performance.now() });
  };

  /** Forgets what came so far. */
  clear(): void {
    this.#receipts.length = 0;
  }

  /**
   * Compares it with the writes to its resource, in their order: each must be there once, and others may come between them,
   * each once.
   */
  ofResource(writes: readonly Write[]): Balance {
    return this.#compare(
      new Map(writes.map((write, index) => [write.id, index])),
      ({ id }) => id,
      writes.map((write) => ({ ...write, key: write.id })),
    );
  }

  /**
   * Compares it, as a container's, with the writes to the members that nobody else writes to. Writers don't know the ids of a
   * container's events, so the nth event of a member is compared with the nth write to it.
   */
  ofContainer(writes: ReadonlyMap<string, readonly Write[]>): Balance {
    const balances = [...writes].map(([member, its]) => {
      const received = this.#receipts.filter(({ object }) => object === member);
      const surplus =
        received.length > its.length ? `${received.length} notifications of ${its.length} writes` : undefined;
      const missing = received.length < its.length ? `only ${received.length} of ${its.length} writes` : undefined;
      const late = its.map(({ answered }, index) => (received[index]?.at ?? 0) - answered);
      return {
        told: received.length,
        longest: Math.max(0, ...late) / 1000,
        problem: (surplus ?? missing) && `${this.#name} got ${surplus ?? missing} of ${member}`,
      };
    });
    return {
      told: balances.reduce((sum, { told }) => sum + told, 0),
      longest: Math.max(0, ...balances.map(({ longest }) => longest)),
      problem: this.#twice() ?? balances.find(({ problem }) => problem !== undefined)?.problem,
    };
  }

  #compare(
    places: ReadonlyMap<string, number>,
    keyOf: (receipt: Receipt) => string,
    writes: readonly (Write & { readonly key: string })[],
  ): Balance {
    let next = 0;
    let longest = 0;
    let problem = this.#twice();
    for (const receipt of this.#receipts) {
      const place = places.get(keyOf(receipt));
      const write = place === undefined ? undefined : writes[place];
      if (place === undefined || write === undefined) continue;
      if (place !== next) problem ??= `${this.#name} got write ${place} where ${next} should have come`;
      const shown = numberIn(receipt.delta);
      if (shown !== undefined && shown !== write.n) problem ??= `${this.#name} was told ${shown} of write ${write.n}`;
      longest = Math.max(longest, receipt.at - write.answered);
      next = place + 1;
    }
    if (next < writes.length) problem ??= `${this.#name} got only ${next} of ${writes.length} writes`;
    return { told: next, longest: longest / 1000, problem };
  }

  #twice(): string | undefined {
    const seen = new Set<string>();
    for (const { id } of this.#receipts) {
      if (seen.has(id)) return `${this.#name} got ${id} twice`;
      seen.add(id);
    }
    return undefined;
  }
}

/** The number in a delta, if there is one. */
function numberIn(delta: unknown): number | undefined {
  const value = Buffer.isBuffer(delta) ? JSON.parse(delta.toString()) : delta;
  return typeof value === "object" && value !== null && "n" in value ? Number(value.n) : undefined;
}
