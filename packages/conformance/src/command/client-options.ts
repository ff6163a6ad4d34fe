import { parseArgs } from "node:util";
import { isMeant } from "../checks/selection.ts";
import { batchClient } from "../clients/batch-client.ts";
import type { ClientUnderTest } from "../clients/client-under-test.ts";
import { commandClient } from "../clients/command-client.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { ClientRunOptions } from "../run/run-client.ts";
import { clientScenarios } from "../scenarios/index.ts";
import { type Ability, abilities, type Protocol, type Scenario } from "../scenarios/scenario.ts";

/** The usage text of the command for clients. */
export const clientUsage = `Usage: resource-events-conformance client [options] -- COMMAND [ARGUMENTS]

  Starts the client for each scenario, with the URL in place of {url}, or as its last argument. The client prints what it
  receives as JSON Lines (docs/clients.md).

  --batch                       run many tasks in one process: it reads them from its standard input, one a line
  --protocol prep|events-query  the protocol to judge; default both
  --without ABILITY             what the client cannot do: ${abilities.join(", ")};
                                repeatable
  --claim ID                    a requirement or scenario of level "ours" that the client claims, or ours for all;
                                repeatable
  --only ID, --skip ID          run or skip scenarios by id, or by prefix of ids; repeatable
  --concurrency NUMBER          scenarios to run at once; default 4
  --time-limit SECONDS          time limit of one scenario; default 15
  --patience SECONDS            how long the server waits for an expected report before it sends more; default 2
  --list                        show the scenarios and run none

Exit status: 0 nothing unexpected, 1 unexpected results, 2 could not run.`;

/** The parsed arguments of the command for clients. */
export interface ClientOptions {
  readonly help: boolean;
  readonly list: boolean;
  readonly scenarios: readonly Scenario[];
  /** Undefined if none is to be run: with `help` or `list`. */
  readonly client: ClientUnderTest | undefined;
  readonly options: ClientRunOptions;
}

/**
 * Parses the arguments after `client`.
 *
 * @throws {@link ConformanceError} `configuration` if an argument is invalid
 */
export function readClientOptions(words: readonly string[]): ClientOptions {
  const end = words.indexOf("--");
  const command = end < 0 ? [] : words.slice(end + 1);
  const values = parse(end < 0 ? words : words.slice(0, end));
  const { only, skip = [], without = [], claim = [], protocol, batch = false } = values;
  if (protocol !== undefined && !isProtocol(protocol)) throw invalid(`--protocol ${protocol} is unknown`);
  for (const ability of without) if (!isAbility(ability)) throw invalid(`--without ${ability} is unknown`);
  for (const pattern of [...(only ?? []), ...skip]) {
    if (!clientScenarios.some(({ id }) => isMeant(id, [pattern]))) throw invalid(`${pattern} matches no scenario`);
  }
  const scenarios = clientScenarios.filter(({ id }) => only === undefined || isMeant(id, only));
  const help = values.help ?? false;
  const list = values.list ?? false;
  if (command.length === 0 && !help && !list) throw invalid("The command is missing: put it after --");
  const make = batch ? batchClient : commandClient;
  const seconds = (name: "time-limit" | "patience") => numberOf(name, values[name], 0.001);
  const options: ClientRunOptions = {
    name: command.join(" "),
    scenarios,
    skip,
    without: without.filter(isAbility),
    claims: claim,
    ...(protocol === undefined ? {} : { protocols: [protocol] }),
    ...given("concurrency", numberOf("concurrency", values.concurrency, 1)),
    ...given("timeLimit", seconds("time-limit"), 1_000),
    ...given("patience", seconds("patience"), 1_000),
  };
  return { help, list, scenarios, client: command.length > 0 ? make(command) : undefined, options };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        batch: { type: "boolean" },
        protocol: { type: "string" },
        without: { type: "string", multiple: true },
        claim: { type: "string", multiple: true },
        only: { type: "string", multiple: true },
        skip: { type: "string", multiple: true },
        concurrency: { type: "string" },
        "time-limit": { type: "string" },
        patience: { type: "string" },
        list: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function isProtocol(text: string): text is Protocol {
  return text === "prep" || text === "events-query";
}

function isAbility(text: string): text is Ability {
  return abilities.some((ability) => ability === text);
}

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= least)) throw invalid(`--${name} ${text}: expected a number, at least ${least}`);
  return number;
}

function given(name: keyof ClientRunOptions, value: number | undefined, factor = 1): ClientRunOptions {
  return value === undefined ? {} : { [name]: value * factor };
}

function invalid(message: string): ConformanceError {
  return new ConformanceError("configuration", `${message}\n\n${clientUsage}`);
}
