import { type ParseArgsConfig, parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";
import { acceptOf, numberOf, oneOf } from "./option-values.ts";
import { requestTarget } from "./request-fields.ts";
import type { Format, Information, Settings, SharedSettings, WaitingSettings } from "./settings.ts";
import { commandUsage, usage } from "./usage.ts";
import { version } from "./version.ts";

const sharedOptions = {
  header: { type: "string", multiple: true, short: "H" },
  user: { type: "string", short: "u" },
  ca: { type: "string" },
  insecure: { type: "boolean" },
  json: { type: "boolean" },
  color: { type: "boolean" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const waitingOptions = {
  ...sharedOptions,
  accept: { type: "string" },
  delta: { type: "string" },
  duration: { type: "string" },
  "last-event-id": { type: "string" },
  "resume-file": { type: "string" },
  lines: { type: "string" },
  raw: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
} as const;

const watchOptions = {
  ...waitingOptions,
  protocol: { type: "string" },
  encapsulation: { type: "string" },
  representation: { type: "string" },
  "no-representation": { type: "boolean" },
  latest: { type: "boolean" },
  once: { type: "boolean" },
  count: { type: "string" },
  "after-deletion": { type: "string" },
  attempts: { type: "string" },
  "retry-min": { type: "string" },
  "retry-max": { type: "string" },
  timeout: { type: "string" },
  silence: { type: "string" },
} as const;

/** Reads the command-line arguments. @throws CommandError */
export function readArguments(args: readonly string[]): Settings | Information {
  const [command, ...rest] = args;
  switch (command) {
    case "watch":
      return readWatch(rest);
    case "next": {
      const parsed = parse(rest, waitingOptions);
      if (parsed.values.help) return information(commandUsage.next);
      return { command, ...waitingSettings(parsed) };
    }
    case "discover": {
      const parsed = parse(rest, sharedOptions);
      if (parsed.values.help) return information(commandUsage.discover);
      return { command, ...sharedSettings(parsed) };
    }
    case "-h":
    case "--help":
    case "help":
      return information(usage);
    case "--version":
      return information(version);
    default:
      // A URL may contain credentials, so the message must not show it.
      if (command === undefined || command.includes("://")) {
        throw new CommandError("usage", "Give a command (watch, next or discover), then the URL");
      }
      throw new CommandError("usage", `Unknown command ${JSON.stringify(command)}`);
  }
}

/** Whether `--color` or `--no-color` is given; works even if other arguments are invalid. */
export function colorOption(args: readonly string[]): boolean | undefined {
  const last = args.findLast((word) => word === "--color" || word === "--no-color");
  return last === undefined ? undefined : last === "--color";
}

function readWatch(args: readonly string[]): Settings | Information {
  const parsed = parse(args, watchOptions);
  const { values } = parsed;
  if (values.help) return information(commandUsage.watch);
  if (values.representation !== undefined && values["no-representation"]) throw conflict("representation");
  if (values.once && values.count !== undefined) throw conflict("once", "count");
  const encapsulation = oneOf("encapsulation", values.encapsulation, [
    "multipart/mixed",
    "application/http",
    "application/json-seq",
  ]);
  const protocol = oneOf("protocol", values.protocol, ["auto", "prep", "events-query"]);
  if (protocol === "prep" && encapsulation !== undefined) {
    throw new CommandError("usage", "--encapsulation needs --protocol events-query: PREP has only one encapsulation");
  }
  const attempts = values.attempts === "forever" ? Infinity : undefined;
  return {
    command: "watch",
    ...waitingSettings(parsed),
    // Only Events Query has several encapsulations.
    protocol: encapsulation === undefined ? (protocol ?? "auto") : "events-query",
    encapsulation,
    representation:
      values.representation === undefined ? !values["no-representation"] : { accept: values.representation },
    latest: values.latest ?? false,
    afterDeletion: oneOf("after-deletion", values["after-deletion"], ["finish", "wait"]) ?? "finish",
    count: numberOf("count", values.once ? "1" : values.count, { least: 1, whole: true }) ?? Infinity,
    attempts: attempts ?? numberOf("attempts", values.attempts, { least: 1, whole: true }),
    retryMinimum: numberOf("retry-min", values["retry-min"], { least: 0.001 }),
    retryMaximum: numberOf("retry-max", values["retry-max"], { least: 0.001 }),
    timeout: numberOf("timeout", values.timeout, { least: 0.001 }),
    silence: numberOf("silence", values.silence, { least: 0.001 }),
  };
}

type OptionTable = NonNullable<ParseArgsConfig["options"]>;
type Parsed<Table extends OptionTable> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: Table }>
>;

function parse<const Table extends OptionTable>(args: readonly string[], options: Table): Parsed<Table> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    // Only the first sentence: the rest of Node's message rarely helps.
    const [message = ""] = error instanceof Error ? error.message.split(/\.? To specify|\n/) : [];
    throw new CommandError("usage", message);
  }
}

function sharedSettings({ values, positionals }: Parsed<typeof sharedOptions>, raw = false): SharedSettings {
  const [word, ...others] = positionals;
  if (word === undefined) throw new CommandError("usage", "Give a URL");
  if (others.length > 0) {
    throw new CommandError("usage", "Give only one URL, and put values with spaces in quotes");
  }
  if (values.json && raw) throw conflict("json", "raw");
  if (values.color && values["no-color"]) throw conflict("color");
  const format: Format = raw ? "raw" : values.json ? "json" : "text";
  const { ca, insecure = false } = values;
  return { ...requestTarget(word, values.header ?? [], values.user), format, ca, insecure };
}

function waitingSettings(parsed: Parsed<typeof waitingOptions>): WaitingSettings {
  const { values } = parsed;
  return {
    ...sharedSettings(parsed, values.raw),
    accept: acceptOf(values.accept, values.delta),
    duration: numberOf("duration", values.duration, { least: 0 }),
    lastEventId: values["last-event-id"],
    resumeFile: values["resume-file"],
    lines: numberOf("lines", values.lines, { least: 0, whole: true }) ?? 20,
    quiet: values.quiet ?? false,
  };
}

function conflict(option: string, other = `no-${option}`): CommandError {
  return new CommandError("usage", `--${option} and --${other} can't be combined`);
}

function information(text: string): Information {
  return { command: "information", text };
}
