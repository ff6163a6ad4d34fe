import { parseArgs } from "node:util";
import { ConformanceError } from "../conformance-error.ts";
import { reportKinds } from "../reports/reports.ts";
import type { ReportFile } from "./configuration-file.ts";

/** The options about output: the same for servers and for clients. */
export interface OutputOptions {
  readonly reports: readonly ReportFile[];
  readonly expect: string | undefined;
  readonly writeExpectations: string | undefined;
  readonly verbose: boolean;
  readonly color: boolean | undefined;
  readonly json: boolean;
  /** The other arguments. */
  readonly rest: readonly string[];
}

const options = {
  report: { type: "string", multiple: true },
  expect: { type: "string" },
  "write-expectations": { type: "string" },
  verbose: { type: "boolean" },
  color: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** The names of these options. @internal */
export const outputOptionNames: readonly string[] = Object.keys(options);

/**
 * Parses the options about output, and separates them from the other arguments.
 *
 * @throws {@link ConformanceError} `configuration` if an option is invalid
 */
export function readOutputOptions(words: readonly string[]): OutputOptions {
  const { tokens } = parseArgs({ args: [...words], options, strict: false, tokens: true, allowNegative: true });
  const taken = new Set<number>();
  const mine: string[] = [];
  for (const token of tokens) {
    if (token.kind !== "option" || !(token.name in options)) continue;
    const length = token.value === undefined || token.inlineValue ? 1 : 2;
    for (let index = token.index; index < token.index + length; index++) {
      taken.add(index);
      mine.push(words[index] ?? "");
    }
  }
  const { values } = parseStrictly(mine);
  return {
    reports: (values.report ?? []).map(reportOf),
    expect: values.expect,
    writeExpectations: values["write-expectations"],
    verbose: values.verbose ?? false,
    color: values.color,
    json: values.json ?? false,
    rest: words.filter((_, index) => !taken.has(index)),
  };
}

function parseStrictly(words: string[]) {
  try {
    return parseArgs({ args: words, options, allowNegative: true });
  } catch (error) {
    throw new ConformanceError("configuration", error instanceof Error ? error.message : String(error));
  }
}

function reportOf(text: string): ReportFile {
  const [, name, file = "-"] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? [];
  const kind = reportKinds.find((one) => one === name);
  if (kind !== undefined) return { kind, file };
  const message = `--report ${JSON.stringify(text)}: expected KIND or KIND=FILE, where KIND is one of ${reportKinds.join(", ")}`;
  throw new ConformanceError("configuration", message);
}
