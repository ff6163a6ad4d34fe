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
 * Sends every hostile request to the demo, while one subscriber of each kind watches a note, and one the list of notes.
 * After each `stride` of them they must have been told exactly what happened.
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
    /** What the list must be told of, in order. */
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
      report.check(evil === undefined, () => `${where}: the answer has a field too many`);
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
      await list.told(objects.length);
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

/** The kinds in which names and types stand in most places. */
const onlookers = kinds.filter(
  ({ form, encapsulation }) =>
    form === "message/rfc822" || (form.includes("activity") && encapsulation.includes("http")),
);

/** Whoever subscribes to it, now that it has that name and type, must be able to read it, and what happens to it. */
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

/** The ids of the list's own events are in no answer: everybody must have the same, and the right objects. */
function agreement(list: Watch, objects: readonly string[]): string | undefined {
  const [first] = list.subscribers;
  list.ids.splice(0, Infinity, ...(first?.notifications.map(({ id }) => id) ?? []));
  const expected = objects.map(canonical).join("\n");
  for (const { notifications } of list.subscribers) {
    const told = notifications.map(({ object }) => object).join("\n");
    if (told !== expected) return `The list was told of ${told.slice(-300)} instead of ${expected.slice(-300)}`;
  }
  return list.problem();
}

/** A note's own path, however it was written. */
function canonical(path: string): string {
  return `/notes/${encodeURIComponent(decodeURIComponent(path.slice("/notes/".length)))}`;
}
