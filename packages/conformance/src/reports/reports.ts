import type { Results } from "../results/results.ts";
import { htmlReport } from "./html-report.ts";
import { junitReport } from "./junit-report.ts";
import { markdownReport } from "./markdown-report.ts";
import { tapReport } from "./tap-report.ts";

/** The kinds of reports. */
export const reportKinds = ["html", "json", "junit", "markdown", "tap"] as const;

/** A kind of report: a page, data, or what other programs read. */
export type ReportKind = (typeof reportKinds)[number];

/**
 * Results as a report: `html`, one page that needs nothing else; `json`, as `schemas/results.json` says; `junit`, XML;
 * `markdown`; `tap`, version 14. Whatever a server has sent is written so that it is text and nothing else.
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
