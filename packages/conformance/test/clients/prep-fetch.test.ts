import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { batchClient } from "../../src/clients/batch-client.ts";
import { runClientConformance } from "../../src/run/run-client.ts";

/** The scenarios that do not pass, in the format of expectation files. */
interface ExpectedOutcome {
  readonly check: string;
  readonly outcome: string | readonly string[];
  readonly reason: string;
}

const { expectations }: { readonly expectations: readonly ExpectedOutcome[] } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "prep-fetch.expected.json"), "utf8"),
);

it("prep-fetch 0.1.0 fails the known scenarios, each for its reason, and no others", async () => {
  const main = resolve(import.meta.dirname, "prep-fetch-main.ts");
  const client = batchClient([
    process.execPath,
    "--no-warnings",
    "--conditions=@resource-events/source",
    main,
    "--batch",
  ]);
  // It does not report the type of an event.
  const { checks, counts } = await runClientConformance(client, {
    protocols: ["prep"],
    without: ["type"],
    timeLimit: 12_000,
  });
  const known = new Map(expectations.map(({ check, outcome }) => [check, outcome]));
  const unexpected = checks.filter(({ id, outcome }) => {
    return outcome !== "skipped" && ![known.get(id) ?? "pass"].flat().includes(outcome);
  });
  expect(unexpected.map(({ id, outcome, observed }) => ({ id, outcome, observed }))).toEqual([]);
  for (const id of known.keys())
    expect(
      checks.some((check) => check.id === id && check.outcome !== "skipped"),
      id,
    ).toBe(true);
  expect(counts.pass).toBeGreaterThan(50);
});
