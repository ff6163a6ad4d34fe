import type { Results } from "../results/results.ts";
import { htmlReport } from "./html-report.ts";
import { junitReport } from "./junit-report.ts";
import { markdownReport } from "./markdown-report.ts";
import { tapReport } from "./tap-report.ts";

/** The kinds of reports. */
export const reportKinds = ["html", "json", "junit", "markdown", "tap"] as const;

/** A kind of report. */
export type ReportKind = (typeof reportKinds)[number];

/**
 * Writes a report: `html`, a self-contained page; `json`, as `schemas/results.json` describes; `junit`, XML;
 * `markdown`; `tap`, version 14. Bytes from a server always appear as plain text.
 */
export function report(kind: ReportKind, results: Results): string {
  return writers[kind](results);
}

const writers: Readonly<Record<ReportKind, (results: Results) => string>> = {
  html: htmlReport,
  json: (results) => `${JSON.stringify(results, undefined, 2)}\n`,
  junit: junitReport,
  markdown: markdownReport,
  tap: tapReport,
};
