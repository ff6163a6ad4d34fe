import type { Report } from "../scenario.ts";
import type { ServerConfiguration } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import { exchange, message } from "../wire/exchange.ts";
import { fieldOf } from "../wire/fields.ts";
import { kinds } from "../wire/kind.ts";
import { type Attack, outcomeOf } from "./attack.ts";
import { contentAttacks } from "./content-attacks.ts";
import { fieldAttacks } from "./field-attacks.ts";
import { nameAttacks } from "./name-attacks.ts";
import { smugglingAttacks } from "./smuggling-attacks.ts";
import { Watch } from "./watch.ts";

const target = "/notes/watched";

/**
 * Sends every hostile request to the demo, while one subscriber of each kind watches a note, and another the list of notes.
 * After every `stride` requests, they must have got exactly what happened.
 */
export async function attackRequests(
  configuration: ServerConfiguration,
  stride: number,
  report: Report,
): Promise<number> {
  const server = await ServerProcess.start(configuration);
  const { port } = server;
  const name = configuration.adapter ?? configuration.application;
  try {
    await exchange(port, message("PUT", target, { "Content-Type": "text/plain" }, "watched"));
    const note = await Watch.start(port, target, "application/merge-patch+json");
    const list = await Watch.start(port, "/notes/");
    /** The events that the watchers of the list must get, in order. */
    const objects: string[] = [];
    const attacks: readonly Attack[] = [
      ...fieldAttacks(target),
      ...contentAttacks(target),
      ...smugglingAttacks(target),
      ...nameAttacks(),
    ];
    for (const [index, attack] of attacks.entries()) {
      const answer = await exchange(port, attack.bytes, { toEnd: attack.several ?? false });
      const outcome = outcomeOf(answer);
      const where = `${name}, ${attack.name}`;
      report.check(attack.allowed.includes(outcome), () => `${where}: ${outcome}, not ${attack.allowed.join(" or ")}`);
      const evil = answer?.fields.find(([field]) => field.toLowerCase() === "x-evil");
      report.check(evil === undefined, () => `${where}: the response has a field too many`);
      const changed = attack.changes !== undefined && answer !== undefined && answer.status < 300;
      const id = answer && fieldOf(answer.fields, "event-id");
      if (changed) {
        report.check(id !== undefined, () => `${where}: no Event-ID`);
        objects.push(attack.changes || (fieldOf(answer.fields, "location") ?? ""));
      }
      if (changed && attack.changes) {
        await lookAt(port, attack.changes);
        objects.push(attack.changes);
      }
      if (index % stride !== 0 && index < attacks.length - 1) continue;
      await note.mark();
      objects.push(target);
      await list.receive(objects.length);
      const problem = note.problem() ?? agreement(list, objects);
      report.check(problem === undefined, () => `${where}: ${problem}`);
      if (problem !== undefined || server.ended !== undefined) break;
    }
    for (const watch of [note, list]) watch.leave();
    const { polluted } = await server.figures();
    report.check(polluted.length === 0, () => `${name}: Object.prototype got ${polluted.join()}`);
    return attacks.length;
  } finally {
    await server.kill();
  }
}

/** The kinds that show names and types in the most places. */
const onlookers = kinds.filter(
  ({ form, encapsulation }) =>
    form === "message/rfc822" || (form.includes("activity") && encapsulation.includes("http")),
);

/** A new subscriber to a note with that name and type must be able to read it, and its events. */
async function lookAt(port: number, hostileTarget: string): Promise<void> {
  const watch = await Watch.start(port, hostileTarget, undefined, onlookers);
  try {
    await watch.mark();
    const problem = watch.problem();
    if (problem !== undefined) throw new Error(problem);
  } finally {
    watch.leave();
  }
}

/** No response shows the ids of the list's own events: all watchers must have the same ids, and the right objects. */
function agreement(list: Watch, objects: readonly string[]): string | undefined {
  const [first] = list.subscribers;
  list.ids.splice(0, Infinity, ...(first?.notifications.map(({ id }) => id) ?? []));
  const expected = objects.map(canonical).join("\n");
  for (const { notifications } of list.subscribers) {
    const received = notifications.map(({ object }) => object).join("\n");
    if (received !== expected)
      return `A watcher of the list got ${received.slice(-300)} instead of ${expected.slice(-300)}`;
  }
  return list.problem();
}

/** The canonical path of a note. */
function canonical(path: string): string {
  return `/notes/${encodeURIComponent(decodeURIComponent(path.slice("/notes/".length)))}`;
}
