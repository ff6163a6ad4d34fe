import { Ajv2020 } from "ajv/dist/2020.js";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Parser } from "tap-parser";
import { describe, expect, it } from "vitest";
import schema from "../../schemas/results.json" with { type: "json" };
import { hostile, hostileResults } from "./hostile-results.ts";
import { report } from "./reports.ts";

describe("the JSON report", () => {
  it("matches its schema", () => {
    const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(schema);
    const value: unknown = JSON.parse(report("json", hostileResults));
    validate(value);
    expect(validate.errors).toBe(null);
    expect(value).toEqual(hostileResults);
    expect(validate({ ...hostileResults, formatVersion: 2 })).toBe(false);
  });
});

describe("the JUnit report", () => {
  const text = report("junit", hostileResults);
  const { testsuites } = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "testcase" }).parse(text);

  it("is valid XML, whatever the server sends", () => {
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).not.toContain("<script");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot contain them
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it("counts unexpected results, and checks that were not judged", () => {
    expect(testsuites).toMatchObject({ "@_tests": "11", "@_failures": "3", "@_errors": "2", "@_skipped": "3" });
    const cases = testsuites.testsuite.flatMap((suite: { testcase: object[] }) => suite.testcase);
    const kinds = Object.fromEntries(
      cases.map((one: Record<string, unknown>) => [
        one["@_name"],
        ["failure", "error", "skipped", "system-out"].find((kind) => kind in one),
      ]),
    );
    expect(kinds).toEqual({
      served: undefined,
      marked: "failure",
      closed: "failure",
      expires: "skipped",
      mended: "failure",
      warned: "system-out",
      informed: "system-out",
      "left-out": "skipped",
      blocked: "skipped",
      "not-set-up": "error",
      rig: "error",
    });
    expect(text).toContain("&#62; Accept-Events");
    expect(text).toMatch(/»X: .*«/);
  });
});

describe("the TAP report", () => {
  it("is valid TAP 14, whatever the server sends", () => {
    const parser = new Parser({ strict: true });
    const points: { ok: boolean; name: string; skip?: unknown; todo?: unknown; diag?: unknown }[] = [];
    const extra: string[] = [];
    parser.on("assert", (point) => points.push(point));
    parser.on("extra", (line) => extra.push(line));
    parser.end(report("tap", hostileResults));
    expect(extra).toEqual([]);
    expect(parser.results).toMatchObject({ count: 11, fail: 6, todo: 1, skip: 2, ok: false, failures: { length: 5 } });
    expect(points.map(({ name }) => name)).toEqual(hostileResults.checks.map(({ id }) => id));
    expect(points[1]).toMatchObject({
      ok: false,
      diag: { severity: "fail", observed: expect.stringMatching("<script>") },
    });
  });
});

describe("the Markdown report", () => {
  const text = report("markdown", hostileResults);

  it("shows unexpected results, and all results in a table", () => {
    expect(text).toContain("**5 unexpected**, of 11 checks");
    expect(text).toContain("### `prep/stream/marked`");
    for (const { id } of hostileResults.checks) expect(text).toContain(`\`${id}\``);
    expect(text).toContain("`a | b`");
  });

  it("keeps everything from the server in code", () => {
    const outside = text
      .replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "")
      .replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
    expect(text).toContain("<script>");
    expect(outside).not.toMatch(/<|script|SKIP/);
    for (const line of text.split("\n").filter((row) => row.startsWith("| ") && row.includes("prep/"))) {
      expect(line.replaceAll("\\|", "").split("|")).toHaveLength(6);
    }
  });
});

describe("the HTML report", () => {
  const text = report("html", hostileResults);

  it("contains nothing hostile, and loads nothing", () => {
    expect(text).not.toMatch(/<script|<img|<link|<iframe|\ssrc=(?!x)|url\(|@import|javascript:/i);
    expect(text).not.toContain(hostile);
    expect(text).toContain("&#60;script&#62;");
    for (const [, reference] of text.matchAll(/\shref="([^"]*)"/g)) expect(reference).toMatch(/^#/);
  });

  it("links each requirement to its text", () => {
    expect(text).toContain('<a href="#requirement-PREP-RS-9">PREP-RS-9</a>');
    expect(text).toMatch(
      /id="requirement-PREP-RS-9"><b>PREP-RS-9<\/b><span class="soft">MUST<\/span><br>end of the response/,
    );
    // An ID of a later suite, say.
    expect(text).not.toContain('"#requirement-PREP-UNKNOWN"');
  });

  it("stays small if a server sends a lot", () => {
    const [first, ...others] = hostileResults.checks;
    const [exchange] = hostileResults.checks[1]?.exchanges ?? [];
    if (first === undefined || exchange === undefined) throw new Error("The sample has no exchange");
    const pieces = Array.from({ length: 65_536 }, (_, offset) => ({ at: offset, offset, frame: offset, text: "x" }));
    const exchanges = [{ ...exchange, pieces, contentLength: 65_536 }];
    const large = { ...hostileResults, checks: [{ ...first, outcome: "fail" as const, exchanges }, ...others] };
    expect(report("html", large).length).toBeLessThan(text.length + 50_000);
  });
});
