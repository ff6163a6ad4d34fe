import { isMeant } from "../checks/selection.ts";
import type { ClientUnderTest } from "../clients/client-under-test.ts";
import { readObservation } from "../clients/observation.ts";
import { Progress } from "../clients/progress.ts";
import { ConformanceError } from "../conformance-error.ts";
import { type CheckResult, countsOf, type Results } from "../results/results.ts";
import { clientScenarios } from "../scenarios/index.ts";
import type { Ability, Protocol, Scenario } from "../scenarios/scenario.ts";
import { ScriptedServer } from "../scripted-server/scripted-server.ts";
import { version } from "../version.ts";
import { type Difference, differences } from "./client-differences.ts";
import { outcomeOf } from "./outcome.ts";

/** Options for {@link runClientConformance}. */
export interface ClientRunOptions {
  /** The name of the client in the results. Default: empty. */
  readonly name?: string;
  /** The scenarios to run. Default: all. */
  readonly scenarios?: readonly Scenario[];
  /** The protocols that the client speaks. Default: both. */
  readonly protocols?: readonly Protocol[];
  /**
   * Abilities that the client lacks: scenarios that need one are skipped, and the others do not judge it. Default:
   * none.
   */
  readonly without?: readonly Ability[];
  /**
   * Claimed requirement IDs and scenario ids, or `ours` for all: a claimed scenario of level `ours` can fail. Default:
   * none.
   */
  readonly claims?: readonly string[];
  /** Ids of scenarios to skip, or prefixes of ids up to a slash. Default: none. */
  readonly skip?: readonly string[];
  /** The number of scenarios that run at once. Default 4. */
  readonly concurrency?: number;
  /** Milliseconds that a client may take for one scenario. After that it is ended and judged. Default 15000. */
  readonly timeLimit?: number;
  /** Milliseconds that the server waits for an expected report before it sends more. Default 2000. */
  readonly patience?: number;
  /**
   * Whether the server waits until the client has read one piece before it sends the next, in scenarios about single
   * pieces. Not needed if the client's HTTP library delivers each chunk by itself. Default true.
   */
  readonly pace?: boolean;
  /** Called with each result as soon as it is known. */
  readonly onResult?: (result: CheckResult) => void;
}

/** The most lines that a client may print for one scenario. */
const maximumLines = 50_000;

/**
 * Runs a client through scenarios and judges its reports. The results are in the order of the scenarios.
 *
 * @throws {@link ConformanceError} `configuration` if the client cannot be started
 */
export async function runClientConformance(client: ClientUnderTest, options: ClientRunOptions = {}): Promise<Results> {
  const { scenarios = clientScenarios, concurrency = 4, patience = 2_000, pace = true, name = "", onResult } = options;
  const startedAt = new Date();
  const began = performance.now();
  const server = await ScriptedServer.start({ patience, pace });
  const results: CheckResult[] = [];
  const queue = [...scenarios.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, scenario] = next;
      const result = await resultOf(server, client, scenario, options);
      results[index] = result;
      onResult?.(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    queue.length = 0;
    client.close();
    await server.close();
  }
  return {
    format: "resource-events-conformance",
    formatVersion: 1,
    suite: version,
    target: name,
    http: "HTTP/1.1",
    startedAt: startedAt.toISOString(),
    milliseconds: Math.round(performance.now() - began),
    counts: countsOf(results),
    checks: results,
  };
}

async function resultOf(
  server: ScriptedServer,
  client: ClientUnderTest,
  scenario: Scenario,
  options: ClientRunOptions,
): Promise<CheckResult> {
  const { id, requirements, level, sentence, task } = scenario;
  const start = performance.now();
  const rest = verdictIfSkipped(scenario, options) ?? (await runScenario(server, client, scenario, options));
  const milliseconds = Math.round(performance.now() - start);
  return { id, protocol: task.protocol, requirements, level, sentence, ...rest, milliseconds };
}

type Verdict = Pick<CheckResult, "outcome" | "reason" | "option" | "expected" | "observed" | "exchanges">;

function verdictIfSkipped(
  { id, task, needs }: Scenario,
  { protocols, without = [], skip = [] }: ClientRunOptions,
): Verdict | undefined {
  const outcome = "skipped";
  if (isMeant(id, skip)) return { outcome, reason: "skipped by --skip", option: "without --skip" };
  if (protocols && !protocols.includes(task.protocol)) {
    return { outcome, reason: "the client does not speak the protocol", option: `--protocol ${task.protocol}` };
  }
  const missing = needs.find((ability) => without.includes(ability));
  return missing && { outcome, reason: `--without ${missing}`, option: `without --without ${missing}` };
}

/** Runs the client through one scenario and judges it. */
async function runScenario(
  server: ScriptedServer,
  client: ClientUnderTest,
  scenario: Scenario,
  options: ClientRunOptions,
): Promise<Verdict> {
  const { timeLimit = 15_000, without = [] } = options;
  const progress = new Progress();
  const session = server.open(scenario, progress);
  const controller = new AbortController();
  const found: Difference[] = [];
  const report = (value: unknown) => {
    if (progress.observations.length >= maximumLines) {
      if (!controller.signal.aborted) found.push({ expected: `at most ${maximumLines} lines`, observed: "more lines" });
      controller.abort();
      return;
    }
    const observation = readObservation(value);
    if (typeof observation !== "string") progress.add(observation);
    else if (found.length === 0) {
      found.push({ expected: "observations, one a line", observed: `a line that ${observation}: ${excerpt(value)}` });
    }
  };
  const timer = setTimeout(() => controller.abort(), timeLimit);
  try {
    const { crash, complaint } = await client.run({ url: session.url, ...scenario.task }, report, controller.signal);
    if (controller.signal.aborted && progress.observations.length < maximumLines) {
      found.push({ expected: "an end", observed: `the client was still running after ${timeLimit / 1000} s` });
    } else if (crash !== undefined) {
      found.push({ expected: "a client that exits by itself", observed: crash });
    }
    const { answered, received, late } = session;
    const seen = { observations: progress.observations, answered, received, late };
    found.push(...differences(scenario.expected, seen, new Set(without)));
    if (found.length === 0) return { outcome: "pass" };
    return {
      outcome: outcomeOf(scenario, new Set(options.claims)),
      expected: found.map(({ expected }) => expected).join("; "),
      observed: found.map(({ observed }) => observed).join("; "),
      ...(complaint === undefined ? {} : { reason: `the client wrote to its standard error: ${complaint}` }),
      exchanges: session.exchanges,
    };
  } catch (error) {
    if (error instanceof ConformanceError) throw error; // no other scenario could run either
    return { outcome: "error", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
