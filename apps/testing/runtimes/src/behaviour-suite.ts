import { Client, type HttpVersion } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, it } from "vitest";
import { checks } from "./checks/checks.ts";
import type { RunningServer, StartServer } from "./servers/running-server.ts";

/** What the suite has to know of a server. */
export interface SuiteOptions {
  /** Default: HTTP/1.1. */
  readonly version?: HttpVersion;
  /** Whether its origin is `https`. Default: no. */
  readonly secure?: boolean;
  /** Its parts, with the version of each. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Whether it serves the test application, and not just the demo's notes. Default: yes. */
  readonly testApplication?: boolean;
  /** The ids of checks that can't hold there, each with the reason. */
  readonly skips?: Readonly<Record<string, string>>;
}

/** The outcome of a suite; complete once its tests have run. */
export interface SuiteResult {
  readonly name: string;
  /** The version of HTTP, and the transport if it is not plain TCP. */
  readonly protocol: string;
  readonly parts: Readonly<Record<string, string>>;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Checks that can't hold there, each with the reason. */
  readonly skipped: Readonly<Record<string, string>>;
  /** Checks that make no sense there, each with the reason: mostly those of the other version of HTTP. */
  readonly inapplicable: Readonly<Record<string, string>>;
}

/** Registers the tests of one server. */
export function behaviourSuite(name: string, start: StartServer, options: SuiteOptions = {}): SuiteResult {
  const { version = "HTTP/1.1", secure = false, parts = {}, testApplication = true, skips = {} } = options;
  const protocol = secure ? `${version} over TLS` : version;
  const passed: string[] = [];
  const failed: string[] = [];
  const inapplicable = Object.fromEntries(
    checks.flatMap(({ id, only, needsTestApplication = false }) => {
      if (only !== undefined && only.version !== version) return [[id, only.reason]];
      return needsTestApplication && !testApplication ? [[id, "it needs the test application"]] : [];
    }),
  );
  for (const id of Object.keys(skips)) {
    if (!checks.some((check) => check.id === id)) throw new Error(`There is no check ${id} to skip`);
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
