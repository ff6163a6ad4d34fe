import { parseArgs } from "node:util";
import { isMeant } from "../checks/selection.ts";
import { batchClient } from "../clients/batch-client.ts";
import type { ClientUnderTest } from "../clients/client-under-test.ts";
import { commandClient } from "../clients/command-client.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { ClientRunOptions } from "../run/run-client.ts";
import { clientScenarios } from "../scenarios/index.ts";
import { type Ability, abilities, type Protocol, type Scenario } from "../scenarios/scenario.ts";

/** How the command is used that judges clients. */
export const clientUsage = `Usage: resource-events-conformance client [options] -- COMMAND [WORDS]

  The client is started for each scenario, with the URL in the place of {url}, else as its last word. It prints what it
  sees as JSON Lines (docs/clients.md).

  --batch                       one process does many tasks: it reads them from its standard input, one a line
  --protocol prep|events-query  what it speaks; default both
  --without ABILITY             what it can't do: ${abilities.join(", ")}; repeatable
  --claim ID                    a requirement or scenario of level "ours" that it holds to, or ours; repeatable
  --only ID, --skip ID          ids of scenarios, or beginnings of them; repeatable
  --concurrency NUMBER          how many scenarios run at once; default 4
  --time-limit SECONDS          for one scenario; default 15
  --patience SECONDS            that the server waits for what must be reported before it sends more; default 2
  --list                        shows the scenarios, and runs none

Exit status: 0 nothing unexpected, 1 unexpected results, 2 could not run.`;

/** What the words of the command ask for. */
export interface ClientCommand {
  readonly help: boolean;
  readonly list: boolean;
  readonly scenarios: readonly Scenario[];
  /** Undefined where none is run: with `help` and `list`. */
  readonly client: ClientUnderTest | undefined;
  readonly options: ClientRunOptions;
}

/**
 * Reads the words behind `client`.
 *
 * @throws {@link ConformanceError} `configuration`
 */
export function readClientOptions(words: readonly string[]): ClientCommand {
  const end = words.indexOf("--");
  const command = end < 0 ? [] : words.slice(end + 1);
  const values = parse(end < 0 ? words : words.slice(0, end));
  const { only, skip = [], without = [], claim = [], protocol, batch = false } = values;
  if (protocol !== undefined && !isProtocol(protocol)) throw wrong(`--protocol ${protocol}`);
  for (const ability of without) if (!isAbility(ability)) throw wrong(`--without ${ability}`);
  for (const pattern of [...(only ?? []), ...skip]) {
    if (!clientScenarios.some(({ id }) => isMeant(id, [pattern]))) throw wrong(`No scenario is meant by ${pattern}`);
  }
  const scenarios = clientScenarios.filter(({ id }) => only === undefined || isMeant(id, only));
  const help = values.help ?? false;
  const list = values.list ?? false;
  if (command.length === 0 && !help && !list) throw wrong("A command is needed, behind --");
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
    throw wrong(error instanceof Error ? error.message : String(error));
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
  if (!(number >= least)) throw wrong(`--${name} ${text}`);
  return number;
}

function given(name: keyof ClientRunOptions, value: number | undefined, factor = 1): ClientRunOptions {
  return value === undefined ? {} : { [name]: value * factor };
}

function wrong(message: string): ConformanceError {
  return new ConformanceError("configuration", `${message}\n\n${clientUsage}`);
}
