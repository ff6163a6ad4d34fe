import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { EventLog } from "../src/events/log.ts";
import { createMemoryLog } from "../src/events/memory-log.ts";

/** A log that keeps nothing of what it is given, and knows which of the deltas somebody else keeps. */
export class ForgetfulLog implements EventLog {
  readonly #ids = createMemoryLog();
  readonly #deltas: WeakRef<Uint8Array>[] = [];

  append: EventLog["append"] = (event) => {
    if (event.delta !== undefined) this.#deltas.push(new WeakRef(event.delta.content));
    const { delta: _, ...others } = event;
    const stored = this.#ids.append(others) as Awaited<ReturnType<EventLog["append"]>>;
    return { ...event, id: stored.id };
  };

  position: EventLog["position"] = (resource) => this.#ids.position(resource);

  after: EventLog["after"] = () => undefined;

  /** How many deltas it was given. */
  get given(): number {
    return this.#deltas.length;
  }

  /** Collects garbage until nobody keeps a delta, or for 20 turns. @returns how many are kept */
  async kept(): Promise<number> {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const count = (): number => this.#deltas.filter((delta) => delta.deref() !== undefined).length;
    for (let turn = 0; turn < 20 && count() > 0; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      collect();
    }
    return count();
  }
}
