import type { Catalogue, Requirement } from "./catalogues.ts";

/** A check or a scenario, as far as the page speaks of it. */
export interface Judge {
  readonly id: string;
  /** The IDs of the requirements that it judges. */
  readonly requirements: readonly string[];
}

/** What the page is made of. */
export interface Coverage {
  readonly catalogues: readonly Catalogue[];
  /** The checks of servers, in the order of the suite. */
  readonly servers: readonly Judge[];
  /** The scenarios for clients, in the order of the suite. */
  readonly clients: readonly Judge[];
  /** Why a requirement has neither, by its ID. */
  readonly notJudged: Readonly<Record<string, string>>;
}

/**
 * Writes `docs/conformance.md`: a table for each catalogue, with the checks and scenarios of each requirement.
 *
 * @throws Error if a check cites a requirement that no catalogue has, or if it is not said exactly once what becomes of a
 *   requirement: either something judges it, or `notJudged` says why nothing does
 */
export function coveragePage(coverage: Coverage): string {
  const { catalogues, servers, clients } = coverage;
  const all = catalogues.flatMap(({ requirements }) => requirements);
  requireSound(coverage, all);
  const judged = (by: readonly Judge[]) => all.filter(({ id }) => judgesOf(id, by).length > 0).length;
  const neither = all.filter(({ id }) => judgesOf(id, [...servers, ...clients]).length === 0).length;
  return `# What the conformance suite judges

<!-- Written by: pnpm --filter @resource-events/conformance run coverage -->

Each requirement of the catalogues, and the checks of
[@resource-events/conformance](../packages/conformance/README.md) that judge it, of servers and of clients; or why none
can. Of ${all.length} requirements ${judged(servers)} are judged on servers, ${judged(clients)} on clients, ${neither} on neither.
${catalogues.map((catalogue) => `\n${section(catalogue, coverage)}`).join("")}`;
}

function section({ title, file, requirements }: Catalogue, { servers, clients, notJudged }: Coverage): string {
  const rows = requirements.map(({ id, level }) => {
    const reason = notJudged[id];
    if (reason !== undefined) return [id, level, `not judged: ${reason}`, ""];
    return [id, level, listed(judgesOf(id, servers)), listed(judgesOf(id, clients))];
  });
  return `## ${title}\n\n${alignedTable([[`[requirement](requirements/${file})`, "level", "servers", "clients"], ...rows])}`;
}

/** Ids by their topic, each topic once: "`prep/head/`: `date`, `status`". */
function listed(judges: readonly Judge[]): string {
  const topics = new Map<string, string[]>();
  for (const { id } of judges) {
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

function judgesOf(id: string, judges: readonly Judge[]): readonly Judge[] {
  return judges.filter(({ requirements }) => requirements.includes(id));
}

function requireSound({ servers, clients, notJudged }: Coverage, all: readonly Requirement[]): void {
  const ids = new Set(all.map(({ id }) => id));
  const judges = [...servers, ...clients];
  const problems = [
    ...judges.flatMap(({ id, requirements }) =>
      requirements.filter((cited) => !ids.has(cited)).map((cited) => `${id} cites ${cited}, which no catalogue has`),
    ),
    ...Object.keys(notJudged)
      .filter((id) => !ids.has(id))
      .map((id) => `not-judged.ts has a reason for ${id}, which no catalogue has`),
    ...all.flatMap(({ id }) => {
      const isJudged = judgesOf(id, judges).length > 0;
      if (isJudged && id in notJudged) return [`${id} is judged; remove its reason from not-judged.ts`];
      if (!isJudged && !(id in notJudged)) return [`Nothing judges ${id}; add a check, or a reason to not-judged.ts`];
      return [];
    }),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
