import type { CheckResult, Results } from "@resource-events/conformance";

/**
 * Removes what differs from run to run: exchanges, times, and the words that are not the same in a second run (ids, boundaries,
 * counts of bytes).
 *
 * @throws Error if a check has another outcome in the second run
 */
export function lastingResults(first: Results, second: Results): Results {
  const checks = first.checks.map((result): CheckResult => {
    const other = second.checks.find(({ id }) => id === result.id);
    if (other?.outcome !== result.outcome) {
      throw new Error(`${result.id} had the outcome ${result.outcome}, but ${other?.outcome} in the next run`);
    }
    const { mark, left, exchanges, ...lasting } = result;
    const texts = (["reason", "expected", "observed"] as const).map((name) => {
      const [one, two] = [result[name], other[name]];
      return one === undefined ? {} : { [name]: common(plain(one, first.target), plain(two ?? "", second.target)) };
    });
    return Object.assign({ ...lasting, milliseconds: 0 }, ...texts);
  });
  return { ...first, target: plain(first.target, first.target), milliseconds: 0, checks };
}

function plain(text: string, target: string): string {
  return text
    .replaceAll(new URL(target).origin, "http://server")
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, "…");
}

/** Keeps the words of a text that the other text has at the same position. */
function common(text: string, other: string): string {
  const words = other.split(" ");
  return text
    .split(" ")
    .map((word, at) => (word === words[at] ? word : "…"))
    .join(" ");
}
