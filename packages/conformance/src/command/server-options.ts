import { parseArgs } from "node:util";
import { ConformanceError } from "../conformance-error.ts";
import { readText } from "../files/text-files.ts";
import type {
  Action,
  Configuration,
  MethodContent,
  Protocol,
  SubscriptionContents,
} from "../settings/configuration.ts";
import { type ConfigurationFile, readConfigurationFile } from "./configuration-file.ts";

const options = {
  config: { type: "string" },
  name: { type: "string" },
  protocol: { type: "string" },
  http2: { type: "boolean" },
  field: { type: "string", multiple: true },
  "allow-writes": { type: "boolean" },
  "resource-template": { type: "string" },
  container: { type: "string" },
  body: { type: "string", multiple: true },
  trigger: { type: "string", multiple: true },
  webhook: { type: "string" },
  "webhook-action": { type: "string", multiple: true },
  claim: { type: "string", multiple: true },
  subscription: { type: "string", multiple: true },
  "prep-duration": { type: "string" },
  patience: { type: "string" },
  "longest-wait": { type: "string" },
  "time-limit": { type: "string" },
  concurrency: { type: "string" },
  only: { type: "string", multiple: true },
  skip: { type: "string", multiple: true },
  insecure: { type: "boolean" },
  ca: { type: "string" },
  list: { type: "boolean" },
  help: { type: "boolean" },
  version: { type: "boolean" },
} as const;

/** The names of these options. @internal */
export const serverOptionNames: readonly string[] = Object.keys(options);

const actions: readonly Action[] = ["put", "patch", "post", "delete", "create", "remove"];

/** The parsed arguments of the command for servers. */
export type ServerOptions = ReturnType<typeof readServerOptions>;

/**
 * Parses the arguments of the command for servers.
 *
 * @throws {@link ConformanceError} `configuration` if an argument is invalid
 */
export function readServerOptions(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, allowNegative: true, options });
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads the configuration file that the arguments name, and applies the arguments to it. They override its options and
 * add to its lists and maps; `--only` replaces its `only`.
 *
 * @throws {@link ConformanceError} `configuration` if the file or an argument is invalid
 */
export function readConfiguration(
  { values, positionals }: ServerOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Omit<ConfigurationFile, "configuration"> & { readonly configuration: Configuration } {
  const { config } = values;
  const { configuration: file, ...outputOptions } =
    config === undefined
      ? { configuration: {}, expect: undefined, reports: [] }
      : readConfigurationFile(config, environment);
  const [target = file.target, ...others] = positionals;
  if (others.length > 0) throw invalid("There is more than one URL");
  if (target === undefined) throw invalid("The URL of a resource is missing");
  const { protocol } = values;
  if (protocol !== undefined && !isProtocol(protocol)) throw invalid(`--protocol ${protocol} is unknown`);
  const configuration = {
    ...file,
    ...defined({
      name: values.name,
      protocol,
      http2: values.http2,
      allowWrites: values["allow-writes"],
      resourceTemplate: values["resource-template"],
      container: values.container,
      webhook: values.webhook,
      webhookActions: values["webhook-action"]?.map((text) => actionOf("--webhook-action", text, actions)),
      prepDuration: numberOf("prep-duration", values["prep-duration"]),
      patience: numberOf("patience", values.patience),
      longestWait: numberOf("longest-wait", values["longest-wait"]),
      timeLimit: numberOf("time-limit", values["time-limit"]),
      concurrency: numberOf("concurrency", values.concurrency),
      only: values.only,
      insecure: values.insecure,
      certificateAuthority: values.ca === undefined ? undefined : readText(values.ca),
      subscription: subscriptionOf(values.subscription, file.subscription),
    }),
    target,
    fields: { ...file.fields, ...Object.fromEntries((values.field ?? []).map(fieldOf)) },
    contents: { ...file.contents, ...Object.fromEntries((values.body ?? []).map(contentOf)) },
    triggers: { ...file.triggers, ...Object.fromEntries((values.trigger ?? []).map(triggerOf)) },
    claims: [...(file.claims ?? []), ...(values.claim ?? [])],
    skip: [...(file.skip ?? []), ...(values.skip ?? [])],
  };
  return { configuration, ...outputOptions };
}

function isProtocol(text: string): text is Protocol | "all" {
  return text === "prep" || text === "events-query" || text === "all";
}

/** The error does not contain the field: its value may be a credential. */
function fieldOf(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  if (colon < 1) throw invalid("--field expects 'NAME: VALUE'");
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

function contentOf(text: string): readonly [string, MethodContent] {
  const [action, value] = assignment("--body", text, ["put", "patch", "post", "create"]);
  const colon = value.indexOf(":");
  if (colon < 1) throw invalid(`--body ${JSON.stringify(text)} is not ACTION=TYPE:CONTENT`);
  return [action, { type: value.slice(0, colon), content: value.slice(colon + 1) }];
}

function triggerOf(text: string): readonly [Action, string] {
  return assignment("--trigger", text, actions);
}

function subscriptionOf(
  texts: readonly string[] | undefined,
  file: SubscriptionContents | undefined,
): SubscriptionContents | undefined {
  if (texts === undefined) return file;
  const members = ["type", "stream", "stream-with-state", "single"] as const;
  const given = Object.fromEntries(texts.map((text) => assignment("--subscription", text, members)));
  const member = (name: (typeof members)[number], before: string | undefined): string => {
    const text = given[name] ?? before;
    if (text === undefined) throw invalid(`--subscription ${name}=… is missing`);
    return text;
  };
  return {
    type: member("type", file?.type),
    stream: member("stream", file?.stream),
    streamWithState: member("stream-with-state", file?.streamWithState),
    single: member("single", file?.single),
  };
}

function assignment<Name extends string>(
  option: string,
  text: string,
  names: readonly Name[],
): readonly [Name, string] {
  const equals = text.indexOf("=");
  return [actionOf(option, text.slice(0, Math.max(0, equals)), names), text.slice(equals + 1)];
}

function actionOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const name = names.find((one) => one === text);
  if (name === undefined) throw invalid(`${option} ${JSON.stringify(text)}: expected one of ${names.join(", ")}`);
  return name;
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number)) throw invalid(`--${option} ${JSON.stringify(text)} is not a number`);
  return number;
}

/** Leaves out undefined members. */
function defined(members: { [Name in keyof Configuration]?: Configuration[Name] | undefined }): Partial<Configuration> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function invalid(message: string): ConformanceError {
  return new ConformanceError("configuration", `${message}. --help shows all options.`);
}
