import { dirname, resolve } from "node:path";
import schema from "../../schemas/configuration.json" with { type: "json" };
import { ConformanceError } from "../conformance-error.ts";
import { readChecked, schemaCheck } from "../files/checked-json.ts";
import { readText } from "../files/text-files.ts";
import { type ReportKind, reportKinds } from "../reports/reports.ts";
import type { Configuration } from "../settings/configuration.ts";

/** The content of a configuration file. */
export interface ConfigurationFile {
  /** The options of the run. The target may be missing if the command names it. */
  readonly configuration: Partial<Configuration>;
  /** The path of the expectation file. */
  readonly expect: string | undefined;
  /** The reports to write. */
  readonly reports: readonly ReportFile[];
}

/** A report to write. */
export interface ReportFile {
  /** The kind of report. */
  readonly kind: ReportKind;
  /** The path, or `-` for the standard output. */
  readonly file: string;
}

/** The file as its schema describes it. */
interface Written extends Omit<Configuration, "target" | "fields"> {
  readonly $schema?: string;
  readonly target?: string;
  readonly fields?: Readonly<Record<string, string | { readonly environment: string }>>;
  readonly expect?: string;
  readonly reports?: Partial<Readonly<Record<ReportKind, string>>>;
}

/**
 * Reads a configuration file (`schemas/configuration.json`). Paths in it are relative to its folder.
 *
 * @throws {@link ConformanceError} `configuration`, with a message that lists all problems
 */
export function readConfigurationFile(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigurationFile {
  const path = (name: string) => resolve(dirname(file), name);
  const written = readChecked(readText(file), file, schemaCheck(schema)) as Written;
  const { $schema: _, fields, certificateAuthority, expect, reports = {}, ...rest } = written;
  return {
    configuration: {
      ...rest,
      ...(fields === undefined ? {} : { fields: fieldsOf(fields, environment, file) }),
      ...(certificateAuthority === undefined ? {} : { certificateAuthority: readText(path(certificateAuthority)) }),
    },
    expect: expect === undefined ? undefined : path(expect),
    reports: reportKinds.flatMap((kind) => {
      const name = reports[kind];
      return name === undefined ? [] : [{ kind, file: path(name) }];
    }),
  };
}

function fieldsOf(
  fields: NonNullable<Written["fields"]>,
  environment: Readonly<Record<string, string | undefined>>,
  file: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (typeof value === "string") return [name, value];
      const found = environment[value.environment];
      if (found !== undefined) return [name, found];
      const message = `${file}: /fields/${name} needs the environment variable ${value.environment}, which is not set`;
      throw new ConformanceError("configuration", message);
    }),
  );
}
