import { styleText } from "node:util";
import type { CheckDescription } from "../checks/check.ts";
import { type CheckResult, isUnexpected, type Outcome, outcomes, type Results } from "../results/results.ts";
import { exchangeRows, type Row, shownTime } from "./exchange-rows.ts";
import { optionsThatWouldEnable, shownExchange } from "./overview.ts";
import { type Line, plainLine, printable } from "./visible.ts";

/** How to write results to a terminal or a pipe. */
export interface TerminalStyle {
  /** Whether to use colours. Default false. */
  readonly color?: boolean;
  /** Whether to show checks that passed or were not judged. Default: only count them. */
  readonly verbose?: boolean;
}

type Colors = Parameters<typeof styleText>[0];

const colors: Readonly<Record<Outcome, Colors>> = {
  pass: "green",
  fail: ["red", "bold"],
  warn: "yellow",
  info: "cyan",
  skipped: "gray",
  blocked: "magenta",
  error: ["red", "bold"],
};

/** Describes a check in one line. */
export function listLine({
  id,
  level,
  requirements,
  sentence,
}: Pick<CheckDescription, "id" | "requirements" | "sentence"> & { readonly level: string }): string {
  return `${id}  [${level}: ${requirements.join(", ")}]  ${sentence}`;
}

/** Describes a result: one line, and for a failed check also the finding and the exchange with the offending bytes. */
export function checkLines(
  result: CheckResult,
  { color = false, verbose = true }: TerminalStyle = {},
): readonly string[] {
  const { id, outcome, requirements, sentence, reason, option, expected, observed, left = [], expectation } = result;
  const paint = painter(color);
  const quiet = outcome === "pass" || outcome === "skipped" || (outcome === "blocked" && !isUnexpected(result));
  if (quiet && !verbose && !isUnexpected(result) && left.length === 0) return [];
  const lines = [`${paint(colors[outcome], outcome.padEnd(7))}  ${id}`];
  const add = (name: string, text: string | undefined) => {
    for (const [index, line] of (text ?? "").split("\n").entries()) {
      if (text !== undefined)
        lines.push(`         ${index === 0 ? paint("dim", `${name}: `) : "  "}${printable(line)}`);
    }
  };
  if (!quiet) add(requirements.join(", "), sentence);
  add("expected", expected);
  add("observed", observed);
  add("because", reason);
  add("enabled by", option);
  if (expectation !== undefined) {
    const { met, outcomes: wanted, reason: why } = expectation;
    add(met ? "as expected" : `expected outcome ${wanted.join(" or ")}`, why);
  }
  for (const failure of left) add("not cleared away", failure);
  // The user knows an expected failure already.
  if ((outcome === "fail" || outcome === "warn") && expectation?.met !== true) {
    const { exchange, mark, others } = shownExchange(result);
    if (exchange !== undefined) {
      lines.push(
        "",
        ...exchangeRows(exchange, mark, { bytes: 800, pieces: 24 }).flatMap((row) => rowLines(row, paint)),
      );
      if (others > 0) lines.push(paint("dim", `${" ".repeat(14)}and ${others} more exchanges: see --report html=FILE`));
      lines.push("");
    }
  }
  return lines;
}

/** Counts the outcomes, and lists the options that would enable skipped checks. */
export function summaryLines(results: Results, { color = false }: TerminalStyle = {}): readonly string[] {
  const { counts, milliseconds, checks } = results;
  const paint = painter(color);
  const parts = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => paint(colors[outcome], `${counts[outcome]} ${outcome}`));
  const expected = checks.filter(({ expectation }) => expectation?.met).length;
  const unexpected = checks.filter(isUnexpected).length;
  const seconds = (milliseconds / 1_000).toFixed(1);
  return [
    "",
    `${checks.length} checks in ${seconds} s: ${parts.join(", ") || "none"}`,
    ...(expected > 0 ? [`${expected} as expected`] : []),
    unexpected === 0
      ? paint("green", "Nothing unexpected.")
      : paint(["red", "bold"], `${unexpected} unexpected result${unexpected === 1 ? "" : "s"}.`),
    ...optionsThatWouldEnable(results).map(([option, count]) =>
      paint("dim", `${`${count}`.padStart(4)} skipped; to enable: ${printable(option)}`),
    ),
    ...(results.interrupted === true ? ["The run was interrupted."] : []),
  ];
}

function rowLines(row: Row, paint: Paint): readonly string[] {
  const sign = row.direction === "sent" ? ">" : row.direction === "received" ? "<" : " ";
  return row.lines.map((line, index) => {
    const time = (index === 0 ? shownTime(row) : "").padStart(13);
    const text = contentLine(line, paint);
    return `${paint("dim", time)} ${sign} ${row.kind === "words" ? paint("dim", text) : text}`;
  });
}

function contentLine(line: Line, paint: Paint): string {
  if (!paint.color) return plainLine(line);
  return line
    .map(({ kind, text, marked }) => {
      if (marked) return paint(["red", "inverse"], text);
      return kind === "text" ? text : paint("dim", text);
    })
    .join("");
}

interface Paint {
  (style: Colors, text: string): string;
  readonly color: boolean;
}

function painter(color: boolean): Paint {
  const paint = (style: Colors, text: string) => (color ? styleText(style, text, { validateStream: false }) : text);
  return Object.assign(paint, { color });
}
