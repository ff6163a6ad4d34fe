import { newOwner, type Owner } from "./places.ts";

/** How much is remembered of clients without subscriptions, for the rate at which they make new ones. */
const remembered = { clients: 10_000, characters: 1_000_000 };

/** The clients that the application names. Those without subscriptions are remembered for a while. */
export class Clients {
  readonly #present = new Map<string, Owner>();
  /** Clients without a subscription, the longest unseen first. */
  readonly #left = new Map<string, Owner>();
  #characters = 0;

  constructor(private readonly perMinute: number) {}

  /** The client of this name. */
  of(name: string, now: number): Owner {
    const present = this.#present.get(name);
    if (present !== undefined) return present;
    const owner = this.#left.get(name) ?? newOwner(this.perMinute, now);
    this.#forget(name);
    this.#remember(name, owner);
    return owner;
  }

  /** The client has a subscription more. */
  join(name: string, owner: Owner): void {
    this.#forget(name);
    this.#present.set(name, owner);
    owner.count += 1;
  }

  /** The client has a subscription less. */
  leave(name: string, owner: Owner): void {
    owner.count -= 1;
    if (owner.count > 0) return;
    this.#present.delete(name);
    this.#remember(name, owner);
  }

  #remember(name: string, owner: Owner): void {
    this.#left.set(name, owner);
    this.#characters += name.length;
    for (const longestUnseen of this.#left.keys()) {
      if (this.#left.size <= remembered.clients && this.#characters <= remembered.characters) break;
      this.#forget(longestUnseen);
    }
  }

  #forget(name: string): void {
    if (this.#left.delete(name)) this.#characters -= name.length;
  }
}
