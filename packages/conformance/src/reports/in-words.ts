import type { CheckResult } from "../results/results.ts";
import { exchangeRows, shownTime } from "./exchange-rows.ts";
import { shownExchange } from "./overview.ts";
import { plainLine, printable } from "./visible.ts";

/** The details of a result in addition to its outcome, by name. */
export function findingsOf(result: CheckResult): readonly (readonly [name: string, text: string])[] {
  const { expected, observed, reason, option, expectation, left = [] } = result;
  const all: readonly (readonly [string, string | undefined])[] = [
    ["expected", expected],
    ["observed", observed],
    ["because", reason],
    ["enabled by", option],
    [expectation?.met ? "as expected" : "not as expected", expectationOf(result)],
    ...left.map((failure) => ["not cleared away", failure] as const),
  ];
  return all.flatMap(([name, text]) => (text === undefined ? [] : [[name, printableLines(text)] as const]));
}

/** The most relevant exchange as plain text. The offending bytes are between » and «. */
export function exchangeText(result: CheckResult): string {
  const { exchange, mark } = shownExchange(result);
  if (exchange === undefined) return "";
  return exchangeRows(exchange, mark, { bytes: 2_048, pieces: 40 })
    .flatMap((row) => {
      const sign = { sent: ">", received: "<", note: " " }[row.direction];
      return row.lines.map((line, index) => {
        return `${(index === 0 ? shownTime(row) : "").padStart(13)} ${sign} ${plainLine(line)}`;
      });
    })
    .join("\n");
}

/** As {@link printable}, but keeps line breaks. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function expectationOf({ outcome, expectation }: CheckResult): string | undefined {
  if (expectation === undefined) return undefined;
  const { met, outcomes, reason } = expectation;
  return met ? reason : `expected ${outcomes.join(" or ")} (${reason}), but it is ${outcome}`;
}
