import type { SuiteResult } from "./behaviour-suite.ts";

const introduction = `# Where it runs

One suite of checks runs against each of these servers, which all serve the notes of the demo. The checks see nothing but
HTTP (\`apps/testing/runtimes/src/checks\`). To regenerate this page, run
\`UPDATE=1 pnpm --filter @resource-events/testing-runtimes test\`; the tests fail if the page does not match the results.

HTTP/2 runs in cleartext with prior knowledge, except where the table says TLS. Express runs on HTTP/1.1 only.
`;

/** What ran, as the document \`docs/runtimes.md\`. */
export function resultsTable(results: readonly SuiteResult[]): string {
  const rows = results.map(({ name, protocol, parts, passed, failed, skipped }) => {
    const versions = Object.entries(parts).map(([part, number]) => `${part} ${number}`);
    return [name, versions.join(", "), protocol, passed.length, failed.length, Object.keys(skipped).length].map(String);
  });
  const table = aligned([["Server", "Versions", "Protocol", "Passed", "Failed", "Left out"], ...rows]);
  const leftOut = results.flatMap(({ name, protocol, skipped }) =>
    Object.entries(skipped).map(([id, reason]) => `- ${name}, ${protocol}, \`${id}\`: ${reason}`),
  );
  const inapplicable = results.flatMap(({ protocol, inapplicable }) =>
    Object.entries(inapplicable).map(([id, reason]) => `- \`${id}\`, not on ${protocol.replace(/ .*/, "")}: ${reason}`),
  );
  const sections = [
    ...listed("Left out, because they can't hold there:", leftOut),
    ...listed("Checks for one version of HTTP, not counted on the other:", inapplicable),
  ];
  return [introduction, `${table}\n`, ...sections].join("\n");
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}\n\n${[...new Set(lines)].join("\n")}\n`];
}

/** The document without version numbers: a new version is no reason to fail. */
export function withoutVersions(document: string): string {
  return document
    .replaceAll(/\b\d+\.\d+\.\d+\b/g, "x")
    .replaceAll(/ +/g, " ")
    .replaceAll(/-+/g, "-");
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], filler = " ") =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, filler)).join(" | ")} |`;
  const [head = [], ...others] = rows;
  return [line(head), line([], "-"), ...others.map((row) => line(row))].join("\n");
}
