import { basename } from "node:path";
import { parseArgs } from "node:util";
import schema from "../../schemas/results.json" with { type: "json" };
import { ConformanceError } from "../conformance-error.ts";
import { readChecked, schemaCheck } from "../files/checked-json.ts";
import { readText, writeTo } from "../files/text-files.ts";
import { htmlMatrix } from "../matrix/html-matrix.ts";
import { markdownMatrix } from "../matrix/markdown-matrix.ts";
import { type Matrix, matrixOf } from "../matrix/matrix.ts";
import type { Results } from "../results/results.ts";

/** The usage text of the command for a matrix. */
const matrixUsage = `Usage: resource-events-conformance matrix [NAME=]RESULTS.json ... [options]

Shows the JSON reports of several runs side by side. Without options it prints Markdown. If you give no NAME, the column
gets the name of the run, or of the file.

  --html FILE       one self-contained page; - for the standard output
  --markdown FILE   the same in GitHub Flavored Markdown

Exit status: 0, or 2 if a file cannot be read or written. The results themselves do not affect it.`;

/**
 * Writes a matrix of the result files that the arguments name.
 *
 * @throws `ConformanceError` `configuration` if an argument or a file is invalid
 */
export function runMatrixCommand(words: readonly string[], out: (text: string) => void): void {
  const { values, positionals } = parse(words);
  if (values.help === true) {
    out(matrixUsage);
    return;
  }
  if (positionals.length === 0) throw invalid("The result files are missing");
  const matrix = matrixOf(readAll(positionals));
  const wanted = [
    ...(values.html === undefined ? [] : [{ file: values.html, make: htmlMatrix }]),
    ...(values.markdown === undefined ? [] : [{ file: values.markdown, make: markdownMatrix }]),
  ];
  const outputs: readonly { readonly file: string; readonly make: (of: Matrix) => string }[] =
    wanted.length > 0 ? wanted : [{ file: "-", make: markdownMatrix }];
  for (const { file, make } of outputs) writeTo(file, make(matrix), out);
}

function readAll(positionals: readonly string[]) {
  const check = schemaCheck(schema);
  return positionals.map((word) => {
    const [, name, file = word] = /^([^=/\\]+)=(.+)$/.exec(word) ?? [];
    const results = readChecked(readText(file), file, check) as Results;
    return { name: name ?? results.name ?? basename(file, ".json"), results };
  });
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { html: { type: "string" }, markdown: { type: "string" }, help: { type: "boolean" } },
    });
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(message: string): ConformanceError {
  return new ConformanceError("configuration", `${message}\n\n${matrixUsage}`);
}
