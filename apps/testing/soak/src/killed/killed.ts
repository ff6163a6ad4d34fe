import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "@resource-events/testing-support";
import { randomFrom } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import type { Fault } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import { Follower } from "./follower.ts";

/** How often the server is killed. */
export interface KilledSize {
  readonly kills: number;
  /** Seconds to wait until every follower is up to date. */
  readonly patience: number;
  readonly fault?: Fault;
}

/** A server is killed in mid-stream and restarted: it keeps its state, and loses its log, which is in memory. */
export const killed: Scenario<KilledSize> = {
  name: "killed",
  long: { kills: 100, patience: 60 },
  short: { kills: 5, patience: 60 },
  async run({ kills, patience, fault }, { seed, report }) {
    const random = randomFrom(seed);
    const folder = await mkdtemp(join(tmpdir(), "resource-events-"));
    const file = join(folder, "list");
    await writeFile(file, "");
    const start = (port?: number) =>
      ServerProcess.start({ application: "list", file, ...(fault && { fault }), ...(port && { port }) });
    let server = await start();
    const { port } = server;
    const url = `http://127.0.0.1:${port}/list`;
    const inJson = 'application/json;delta="application/json"';
    const followers = [
      new Follower(url, { protocol: "prep", accept: 'message/rfc822;delta="application/json"' }),
      ...(["multipart/mixed", "application/http", "application/json-seq"] as const).map(
        (encapsulation) => new Follower(url, { protocol: "events-query", encapsulation, accept: inJson }),
      ),
    ];
    let failure: { readonly error: unknown } | undefined;
    const following = followers.map((follower) =>
      follower.run().catch((error: unknown) => {
        failure ??= { error };
        follower.changes.report();
      }),
    );
    const writer = writeNumbers(url);
    const untilFollower = async (follower: Follower, condition: () => boolean, what: string): Promise<void> => {
      await follower.changes.until(() => condition() || failure !== undefined, {
        what: () => `${what} by ${follower.name}`,
        seconds: 60,
      });
      if (failure !== undefined) throw failure.error;
    };
    let left = 0;
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        for (const follower of followers) {
          const some = random.whole(1, 8);
          await untilFollower(follower, () => (follower.live ?? 0) >= some, "notifications");
        }
        const leaving = followers[random.whole(0, 2 * followers.length - 1)];
        if (leaving !== undefined) {
          const { responses } = leaving;
          left += 1;
          leaving.leave();
          await untilFollower(leaving, () => leaving.responses > responses && (leaving.live ?? 0) > 0, "resumption");
        }
        await server.kill();
        for (const follower of followers) await untilFollower(follower, () => follower.live === undefined, "an end");
        // Nothing happens now: each list must be the beginning of what happened, with nothing left out.
        const happened = await numbersIn(file);
        for (const { name, list } of followers) {
          report.check(startsWith(happened, list), () => `${name} skipped silently: ${difference(happened, list)}`);
        }
        server = await start(port);
      }
      for (const follower of followers) await untilFollower(follower, () => (follower.live ?? 0) > 0, "notifications");
      const written = await writer.stop();
      const final = await numbersIn(file);
      const isFinal = (list: readonly number[]) => list.length === final.length && startsWith(final, list);
      const behind = () => followers.filter(({ list }) => !isFinal(list));
      await until(
        () => behind().length === 0,
        () =>
          behind()
            .map(({ name, list }) => `${name} to have all: ${difference(final, list)}`)
            .join("; "),
        patience,
      ).catch((error: Error) => report.check(false, () => error.message));
      report.figure("kills", kills);
      report.figure("writes with a response, and done", `${written}, ${final.length}`);
      for (const { name, resumed, lost, endings } of followers) {
        report.figure(name, `${resumed} resumed, ${lost} lost history, ${endings.length} cut off`);
        report.check(lost === kills, () => `${name} learned ${lost} times of ${kills} that history was lost`);
        report.check(endings.length === kills, () => `${name} saw ${endings.length} of ${kills} responses break off`);
        for (const ending of endings) report.check(ending === "cut-off", () => `${name} took a kill for ${ending}`);
      }
      const resumed = followers.reduce((sum, follower) => sum + follower.resumed, 0);
      report.check(resumed === left, () => `${resumed} responses were resumed, of ${left} that were left`);
      report.check(final.length >= kills, () => "Hardly anything was written");
    } finally {
      await writer.stop();
      for (const follower of followers) follower.close();
      await Promise.all(following);
      await server.kill();
      await rm(folder, { recursive: true });
    }
  },
};

async function numbersIn(file: string): Promise<readonly number[]> {
  return JSON.parse(`[${(await readFile(file, "utf8")).trim().replaceAll("\n", ",")}]`);
}

/** Appends one number after another, whether the server is up or not. */
function writeNumbers(url: string) {
  let stopped = false;
  let answered = 0;
  const writing = (async () => {
    for (let number = 1; !stopped; number += 1) {
      const init = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: String(number) };
      const response = await fetch(url, init).catch(() => undefined);
      if (response?.ok) answered += 1;
      else await pause(2);
    }
    return answered;
  })();
  return {
    /** Resolves with the number of successful responses. */
    stop(): Promise<number> {
      stopped = true;
      return writing;
    },
  };
}

function startsWith(whole: readonly number[], list: readonly number[]): boolean {
  return list.every((number, index) => number === whole[index]);
}

function difference(whole: readonly number[], list: readonly number[]): string {
  const at = list.findIndex((number, index) => number !== whole[index]);
  return at < 0 ? `${list.length} of ${whole.length}` : `at ${at} stands ${list[at]}, not ${whole[at]}`;
}
