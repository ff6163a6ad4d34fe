import { readFileSync } from "node:fs";

/** A requirement in a catalogue. */
export interface Requirement {
  readonly id: string;
  /** The draft's keyword, `ours` or `guidance`. */
  readonly level: string;
  /** What must hold: inline Markdown. */
  readonly text: string;
}

/** One catalogue of requirements. */
export interface Catalogue {
  /** The heading of its table in the coverage page. */
  readonly title: string;
  /** The name of its file in `docs/requirements`. */
  readonly file: string;
  /** Its requirements, in their order. */
  readonly requirements: readonly Requirement[];
}

/** The catalogue of notification forms has no column for levels: all of its requirements are decisions of ours. */
const levelWithoutColumn = "ours";

const idPattern = /^[A-Z]+(?:-[A-Z]+)?-\d+$/;

/** Reads the three catalogues. `folder` is the URL of `docs/requirements/`. */
export function readCatalogues(folder: URL): readonly Catalogue[] {
  return [
    { title: "PREP", file: "prep.md" },
    { title: "HTTP Events Query", file: "events-query.md" },
    { title: "Notification forms", file: "notification-forms.md" },
  ].map((catalogue) => ({
    ...catalogue,
    requirements: requirementsIn(readFileSync(new URL(catalogue.file, folder), "utf8")),
  }));
}

/** Finds the requirements in a catalogue: rows of its tables, and items of its lists that begin with an ID. */
export function requirementsIn(markdown: string): readonly Requirement[] {
  let columns: readonly string[] = [];
  // An item of a list may continue on indented lines.
  const lines = markdown.replace(/\n {2,}(?=\S)/g, " ").split("\n");
  return lines.flatMap((line) => {
    if (!line.startsWith("| ")) return fromItem(line);
    const cells = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    if (cells[0] === "ID") columns = cells;
    return fromRow(new Map(columns.map((column, at) => [column, cells[at] ?? ""])));
  });
}

function fromRow(row: ReadonlyMap<string, string>): readonly Requirement[] {
  const id = row.get("ID") ?? "";
  if (!idPattern.test(id)) return [];
  const level = row.get("level") ?? levelWithoutColumn;
  const text = row.get("what must hold") ?? `${row.get("media type")}: ${row.get("content")}`;
  return [{ id, level, text }];
}

function fromItem(line: string): readonly Requirement[] {
  const [, id = "", text = ""] = /^- ([^:\s]+): (.+)$/.exec(line) ?? [];
  return idPattern.test(id) ? [{ id, level: levelWithoutColumn, text }] : [];
}
