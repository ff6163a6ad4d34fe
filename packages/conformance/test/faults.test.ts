import { afterEach, describe, expect, it } from "vitest";
import { type CheckResult, isUnexpected, type Results } from "../src/results/results.ts";
import { runConformance } from "../src/run/run-conformance.ts";
import type { Configuration } from "../src/settings/configuration.ts";
import { type Faults, startFaultyServer } from "./faulty-server.ts";

let server: Awaited<ReturnType<typeof startFaultyServer>> | undefined;
afterEach(() => server?.close());

/** The checks that the faulty server covers: it is too small for all of them. */
const only = [
  "prep/discovery/head-lists-prep",
  "prep/discovery/item-has-accept",
  "prep/discovery/vary",
  "prep/stream",
  "prep/refusal/form-not-acceptable",
  "prep/notification/after-put",
  "prep/notification/not-before-the-response",
  "prep/termination/delete-ends-stream",
  "prep/termination/expiry-ends-stream",
  "events-query",
];

async function judge(faults: Faults, configuration: Partial<Configuration> = {}): Promise<Results> {
  server = await startFaultyServer(faults);
  return runConformance({
    target: server.url,
    protocol: "prep",
    only,
    allowWrites: true,
    patience: 0.5,
    ...configuration,
  });
}

function outcomes({ checks }: Results): Record<string, string> {
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

function resultOf({ checks }: Results, id: string): CheckResult | undefined {
  return checks.find((check) => check.id === id);
}

const ends = "prep/termination/delete-ends-stream";

describe("runConformance on other servers", () => {
  it("passes one without faults, and restores it", async () => {
    const results = await judge({});
    expect(results.checks.filter(({ outcome }) => outcome !== "pass" && outcome !== "skipped")).toEqual([]);
    expect(outcomes(results)).toMatchObject({ [ends]: "pass", "prep/termination/expiry-ends-stream": "skipped" });
    expect(server?.note()).toBe("hello");
    expect(JSON.parse(JSON.stringify(results))).toEqual(results);
  });

  it("only fails a missing close-delimiter, and shows the exchange with its position", async () => {
    const results = await judge({ noCloseDelimiters: true });
    expect(results.checks.filter(isUnexpected).map(({ id }) => id)).toEqual([ends]);
    const result = resultOf(results, ends);
    expect(result).toMatchObject({ outcome: "fail", observed: "neither", requirements: ["PREP-RS-9"] });
    const marked = result?.exchanges?.[result.mark?.exchange ?? -1];
    const text = marked?.pieces.map((piece) => piece.text).join("") ?? "";
    expect(marked?.ending?.kind).toBe("complete");
    expect(text.slice(result?.mark?.offset)).toMatch(/Method: DELETE\r\n[\s\S]*\r\n--B$/);
    expect(marked?.pieces.every(({ at }) => at >= (marked?.sentAt ?? Number.POSITIVE_INFINITY))).toBe(true);
  });

  it("blocks checks that depend on a failed check", async () => {
    const results = await judge({ noNotifications: true });
    expect(outcomes(results)).toMatchObject({
      "prep/stream/served": "fail",
      [ends]: "blocked",
      "prep/notification/not-before-the-response": "blocked",
    });
    expect(resultOf(results, ends)).toMatchObject({ blockedBy: "prep/stream/served" });
  });

  it("blocks checks about an end if the subscription is not live, or the setup fails", async () => {
    expect(resultOf(await judge({ silent: true }), ends)).toMatchObject({
      outcome: "blocked",
      reason: expect.stringContaining("live"),
    });
    server?.close();
    const failing = resultOf(await judge({ delete: 500 }), ends);
    expect(failing).toMatchObject({ outcome: "blocked", reason: expect.stringContaining("500") });
    expect(failing && isUnexpected(failing)).toBe(true);
  });

  it("skips checks that need an unsupported method, and uses another method where it can", async () => {
    expect(resultOf(await judge({ delete: 405 }), ends)).toMatchObject({
      outcome: "skipped",
      option: expect.stringContaining("--trigger delete"),
    });
    server?.close();
    expect(outcomes(await judge({ put: 405 }))).toMatchObject({
      [ends]: "pass",
      "prep/notification/after-put": "skipped",
    });
  });

  it("warns for a SHOULD, and informs for ours until it is claimed", async () => {
    const checks = [
      {
        id: "prep/own/ours",
        protocol: "prep" as const,
        requirements: ["PREP-DI-3"],
        level: "ours" as const,
        feature: "mine",
        sentence: "It has a teapot",
        judge: async () => {
          const { Finding } = await import("../src/finding.ts");
          throw new Finding({ expected: "a teapot", observed: "none" });
        },
      },
    ];
    expect(outcomes(await judge({ undiscoverable: true }))).toMatchObject({ "prep/discovery/head-lists-prep": "warn" });
    const target = server?.url ?? "";
    const outcomeWith = async (claims: string[]) =>
      (await runConformance({ target, protocol: "prep", claims }, { checks })).checks[0]?.outcome;
    expect(await outcomeWith([])).toBe("info");
    for (const claim of ["ours", "mine", "PREP-DI-3", "prep/own/ours"]) expect(await outcomeWith([claim])).toBe("fail");
  });

  it("only reads unless writes are allowed", async () => {
    const results = await judge({}, { allowWrites: false });
    expect(outcomes(results)).toMatchObject({ "prep/stream/served": "pass", [ends]: "skipped" });
    expect(resultOf(results, ends)?.option).toContain("--allow-writes");
    const methods = results.checks.flatMap(({ exchanges = [] }) => exchanges.map(({ request }) => request.method));
    expect(methods.filter((method) => method !== "GET" && method !== "HEAD")).toEqual([]);
  });

  it("does not judge a protocol that the target does not advertise, and never shows credentials", async () => {
    const results = await judge(
      { noCloseDelimiters: true },
      { protocol: "all", fields: { Authorization: "Basic c2VjcmV0" } },
    );
    expect(outcomes(results)).toMatchObject({ "events-query/stream/head-at-once": "skipped", [ends]: "fail" });
    expect(JSON.stringify(results)).not.toContain("c2VjcmV0");
    expect(JSON.stringify(results)).toContain("(not shown)");
  });

  it("separates its own faults from the target's, and limits the time of each check", async () => {
    const check = { protocol: "prep", requirements: [], level: "must", sentence: "…" } as const;
    server = await startFaultyServer({});
    const { checks } = await runConformance(
      { target: server.url, protocol: "prep", timeLimit: 0.05 },
      {
        checks: [
          { ...check, id: "prep/own/throws", judge: () => Promise.reject(new TypeError("a bug")) },
          {
            ...check,
            id: "prep/own/throws-at-once",
            judge: () => {
              throw new TypeError("a bug");
            },
          },
          { ...check, id: "prep/own/hangs", judge: () => new Promise(() => undefined) },
        ],
      },
    );
    expect(checks.map(({ outcome }) => outcome)).toEqual(["error", "error", "error"]);
    expect(checks[0]?.reason).toContain("a bug");
  });

  it("cannot run if there is no response, or an option is invalid", async () => {
    server = await startFaultyServer({});
    const { url } = server;
    await expect(runConformance({ target: url, only: ["prep/teapot"] })).rejects.toMatchObject({
      code: "configuration",
    });
    await expect(runConformance({ target: "teapot:" })).rejects.toMatchObject({ code: "configuration" });
    server.close();
    await expect(runConformance({ target: url })).rejects.toMatchObject({ code: "unreachable" });
  });
});
