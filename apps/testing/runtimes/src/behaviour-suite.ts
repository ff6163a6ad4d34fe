import { Client, type HttpVersion } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Check } from "./checks/check.ts";
import { delivery } from "./checks/delivery.ts";
import { discovery } from "./checks/discovery.ts";
import { eventsQuery } from "./checks/events-query.ts";
import { http2 } from "./checks/http2.ts";
import { prepChecks } from "./checks/prep.ts";
import type { RunningServer, StartServer } from "./servers/running-server.ts";

const checks: readonly Check[] = [...discovery, ...prepChecks, ...eventsQuery, ...delivery, ...http2];

/** What can be said of a server that the suite is run against. */
export interface SuiteOptions {
  /** Default: HTTP/1.1. */
  readonly version?: HttpVersion;
  /** Whether its origin is one of `https`. Default: no. */
  readonly secure?: boolean;
  /** What it consists of, with the version of each. */
  readonly parts?: Readonly<Record<string, string>>;
  /** The checks, by id, that can't hold there, and why. */
  readonly skips?: Readonly<Record<string, string>>;
}

/** What came of a suite; complete when its tests have run. */
export interface SuiteResult {
  readonly name: string;
  /** The version of HTTP, and what it was spoken over. */
  readonly protocol: string;
  readonly parts: Readonly<Record<string, string>>;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Checks that can't hold there, and why. */
  readonly skipped: Readonly<Record<string, string>>;
  /** Checks of the other version of HTTP, and why they make no sense on this one. */
  readonly inapplicable: Readonly<Record<string, string>>;
}

/** Registers the tests of one server. */
export function behaviourSuite(name: string, start: StartServer, options: SuiteOptions = {}): SuiteResult {
  const { version = "HTTP/1.1", secure = false, parts = {}, skips = {} } = options;
  const protocol = secure ? `${version} over TLS` : version;
  const passed: string[] = [];
  const failed: string[] = [];
  const inapplicable = Object.fromEntries(
    checks.flatMap(({ id, only }) => (only === undefined || only.version === version ? [] : [[id, only.reason]])),
  );
  for (const id of Object.keys(skips)) {
    if (!checks.some((check) => check.id === id)) throw new Error(`There is no check ${id} to be skipped`);
  }

  describe(`${name}, ${protocol}`, () => {
    let server: RunningServer;
    let client: Client;
    beforeAll(async () => {
      server = await start();
      client = new Client(server, version);
    });
    afterAll(async () => {
      client?.close();
      await server?.close();
    });

    for (const { id, title, run } of checks) {
      if (id in inapplicable || id in skips) continue;
      it(`${id}: ${title}`, async () => {
        try {
          await run(client, `/notes/${id}`);
          passed.push(id);
        } catch (error) {
          failed.push(id);
          throw error;
        }
      });
    }
  });
  return { name, protocol, parts, passed, failed, skipped: skips, inapplicable };
}
