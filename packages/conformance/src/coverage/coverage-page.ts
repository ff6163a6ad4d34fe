import type { Catalogue, Requirement } from "./catalogues.ts";
import { regenerate } from "./regenerate.ts";

/** A check or a scenario with the requirements that it cites. */
interface CitingCheck {
  readonly id: string;
  /** The IDs of the requirements that it judges. */
  readonly requirements: readonly string[];
}

/** The content of the page. */
export interface Coverage {
  readonly catalogues: readonly Catalogue[];
  /** The checks of servers, in the order of the suite. */
  readonly servers: readonly CitingCheck[];
  /** The scenarios for clients, in the order of the suite. */
  readonly clients: readonly CitingCheck[];
  /** Why a requirement has neither, by its ID. */
  readonly notJudged: Readonly<Record<string, string>>;
}

/**
 * Writes `docs/conformance.md`: a table for each catalogue, with the checks and scenarios of each requirement.
 *
 * @throws Error if a check cites an unknown requirement, if nothing judges a requirement and `notJudged` has no reason
 * for it, or if it has a reason for a requirement that something judges
 */
export function coveragePage(coverage: Coverage): string {
  const { catalogues, servers, clients } = coverage;
  const all = catalogues.flatMap(({ requirements }) => requirements);
  requireSound(coverage, all);
  const judged = (by: readonly CitingCheck[]) => all.filter(({ id }) => citing(id, by).length > 0).length;
  const neither = all.filter(({ id }) => citing(id, [...servers, ...clients]).length === 0).length;
  return `# What the conformance suite judges

<!-- Generated. To regenerate it: ${regenerate} -->

This page lists each requirement of the catalogues with the checks of
[@resource-events/conformance](../packages/conformance/README.md) that judge it, for servers and for clients, or with the
reason why none can. Of ${all.length} requirements, the suite judges ${judged(servers)} on servers, ${judged(clients)} on clients, and ${neither} on neither.
${catalogues.map((catalogue) => `\n${section(catalogue, coverage)}`).join("")}`;
}

function section({ title, file, requirements }: Catalogue, { servers, clients, notJudged }: Coverage): string {
  const rows = requirements.map(({ id, level }) => {
    const reason = notJudged[id];
    if (reason !== undefined) return [id, level, `not judged: ${reason}`, ""];
    return [id, level, listed(citing(id, servers)), listed(citing(id, clients))];
  });
  return `## ${title}\n\n${alignedTable([[`[requirement](requirements/${file})`, "level", "servers", "clients"], ...rows])}`;
}

/** Ids by their topic, each topic once: "`prep/head/`: `date`, `status`". */
function listed(checks: readonly CitingCheck[]): string {
  const topics = new Map<string, string[]>();
  for (const { id } of checks) {
    const cut = id.lastIndexOf("/") + 1;
    const names = topics.get(id.slice(0, cut)) ?? [];
    topics.set(id.slice(0, cut), [...names, `\`${id.slice(cut)}\``]);
  }
  return [...topics].map(([topic, names]) => `\`${topic}\`: ${names.join(", ")}`).join("<br>");
}

/** A table in Markdown, its columns padded to the longest cell. */
function alignedTable(rows: readonly (readonly string[])[]): string {
  const [header = [], ...others] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  const rule = widths.map((width) => "-".repeat(width));
  return [header, rule, ...others].map(line).join("");
}

function citing(id: string, checks: readonly CitingCheck[]): readonly CitingCheck[] {
  return checks.filter(({ requirements }) => requirements.includes(id));
}

function requireSound({ servers, clients, notJudged }: Coverage, all: readonly Requirement[]): void {
  const ids = new Set(all.map(({ id }) => id));
  const checks = [...servers, ...clients];
  const problems = [
    ...checks.flatMap(({ id, requirements }) =>
      requirements.filter((cited) => !ids.has(cited)).map((cited) => `${id} cites ${cited}, which no catalogue has`),
    ),
    ...Object.keys(notJudged)
      .filter((id) => !ids.has(id))
      .map((id) => `not-judged.ts has a reason for ${id}, which no catalogue has`),
    ...all.flatMap(({ id }) => {
      const isJudged = citing(id, checks).length > 0;
      if (isJudged && id in notJudged) return [`${id} is judged; remove its reason from not-judged.ts`];
      if (!isJudged && !(id in notJudged)) return [`Nothing judges ${id}; add a check, or a reason to not-judged.ts`];
      return [];
    }),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
