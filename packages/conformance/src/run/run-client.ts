import { isMeant } from "../checks/selection.ts";
import type { ClientUnderTest } from "../clients/client-under-test.ts";
import { readObservation } from "../clients/observation.ts";
import { Progress } from "../clients/progress.ts";
import { ConformanceError } from "../conformance-error.ts";
import { type CheckResult, type Outcome, outcomes, type Results } from "../results/results.ts";
import { clientScenarios } from "../scenarios/index.ts";
import type { Ability, Protocol, Scenario } from "../scenarios/scenario.ts";
import { ScriptedServer } from "../scripted-server/scripted-server.ts";
import { version } from "../version.ts";
import { type Difference, differences } from "./client-differences.ts";

/** How a client is put through the scenarios. */
export interface ClientRunOptions {
  /** What the results call the client. Default: nothing. */
  readonly name?: string;
  /** Default: all. */
  readonly scenarios?: readonly Scenario[];
  /** The protocols that the client speaks. Default: both. */
  readonly protocols?: readonly Protocol[];
  /** What the client can't do: scenarios that need it are skipped, and it is not judged in others. Default: nothing. */
  readonly without?: readonly Ability[];
  /** Requirement IDs and ids of scenarios that the client claims, or `ours` for all: then a reading of ours can be failed. */
  readonly claims?: readonly string[];
  /** Ids of scenarios to leave out, or beginnings of them up to a slash. */
  readonly skip?: readonly string[];
  /** How many scenarios run at once. Default 4. */
  readonly concurrency?: number;
  /** How long a client may take for one scenario, in milliseconds; then it is ended, and judged. Default 15000. */
  readonly timeLimit?: number;
  /** How long the server waits for what must be reported before it sends more, in milliseconds. Default 2000. */
  readonly patience?: number;
  /**
   * Whether pieces that a client is to read one by one wait for each other. Default true; needless where its HTTP library
   * hands on each chunk for itself.
   */
  readonly pace?: boolean;
  /** Is told each result as it is there. */
  readonly onResult?: (result: CheckResult) => void;
}

/** The most lines that a client may print for one scenario. */
const mostLines = 50_000;

/**
 * Puts a client through scenarios, and judges what it reports. The results come in the order of the scenarios.
 *
 * @throws {@link ConformanceError} `configuration` where the client can't be started
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
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return {
    format: "resource-events-conformance",
    formatVersion: 1,
    suite: version,
    target: name,
    http: "HTTP/1.1",
    startedAt: startedAt.toISOString(),
    milliseconds: Math.round(performance.now() - began),
    counts: Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>,
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
  const rest = whySkipped(scenario, options) ?? (await judged(server, client, scenario, options));
  const milliseconds = Math.round(performance.now() - start);
  return { id, protocol: task.protocol, requirements, level, sentence, ...rest, milliseconds };
}

type Judgement = Pick<CheckResult, "outcome" | "reason" | "option" | "expected" | "observed" | "exchanges">;

function whySkipped(
  { id, task, needs }: Scenario,
  { protocols, without = [], skip = [] }: ClientRunOptions,
): Judgement | undefined {
  const outcome = "skipped";
  if (isMeant(id, skip)) return { outcome, reason: "left out by --skip", option: "without --skip" };
  if (protocols && !protocols.includes(task.protocol)) {
    return { outcome, reason: "the client does not speak the protocol", option: `--protocol ${task.protocol}` };
  }
  const missing = needs.find((ability) => without.includes(ability));
  return missing && { outcome, reason: `--without ${missing}`, option: `without --without ${missing}` };
}

/** What a client made of a scenario. */
async function judged(
  server: ScriptedServer,
  client: ClientUnderTest,
  scenario: Scenario,
  options: ClientRunOptions,
): Promise<Judgement> {
  const { timeLimit = 15_000, without = [] } = options;
  const progress = new Progress();
  const session = server.open(scenario, progress);
  const controller = new AbortController();
  const found: Difference[] = [];
  const report = (value: unknown) => {
    if (progress.observations.length >= mostLines) {
      if (!controller.signal.aborted) found.push({ expected: `at most ${mostLines} lines`, observed: "more of them" });
      controller.abort();
      return;
    }
    const observation = readObservation(value);
    if (typeof observation !== "string") progress.add(observation);
    else if (found.length === 0) {
      found.push({ expected: "lines that are observations", observed: `one that ${observation}: ${excerpt(value)}` });
    }
  };
  const timer = setTimeout(() => controller.abort(), timeLimit);
  try {
    const { crash, complaint } = await client.run({ url: session.url, ...scenario.task }, report, controller.signal);
    if (controller.signal.aborted && progress.observations.length < mostLines) {
      found.push({ expected: "an end", observed: `the client was still waiting after ${timeLimit / 1000} s` });
    } else if (crash !== undefined) {
      found.push({ expected: "a client that ends by itself", observed: crash });
    }
    const { answered, received, late } = session;
    const seen = { observations: progress.observations, answered, received, late };
    found.push(...differences(scenario.expected, seen, new Set(without)));
    if (found.length === 0) return { outcome: "pass" };
    return {
      outcome: outcomeOf(scenario, options),
      expected: found.map(({ expected }) => expected).join("; "),
      observed: found.map(({ observed }) => observed).join("; "),
      ...(complaint === undefined ? {} : { reason: `the client complained: ${complaint}` }),
      exchanges: session.exchanges,
    };
  } catch (error) {
    if (error instanceof ConformanceError) throw error; // no other scenario can be run either
    return { outcome: "error", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

function outcomeOf({ id, level, requirements }: Scenario, { claims = [] }: ClientRunOptions): "fail" | "warn" | "info" {
  if (level === "must") return "fail";
  if (level === "should") return "warn";
  return ["ours", id, ...requirements].some((name) => claims.includes(name)) ? "fail" : "info";
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
