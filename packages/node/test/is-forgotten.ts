import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { NodeResourceEvents } from "../src/index.ts";

/**
 * Whether nothing keeps an event of the resource once it was told, as a subscription would that was not let go. The log
 * must keep nothing, either.
 */
export async function isForgotten(events: NodeResourceEvents, resource: string): Promise<boolean> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const told = await tell(events, resource);
  for (let turn = 0; turn < 20 && told.deref() !== undefined; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    collect();
  }
  return told.deref() === undefined;
}

/** A function of its own, so that nothing on the stack keeps what is told. */
async function tell(events: NodeResourceEvents, resource: string): Promise<WeakRef<Date>> {
  const published = new Date();
  await events.notify(resource, { type: "update", published });
  return new WeakRef(published);
}
