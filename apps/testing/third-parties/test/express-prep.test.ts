import { checkDescriptions, readExpectations } from "@resource-events/conformance";
import { describe, expect, it } from "vitest";
import { surprises } from "../src/expectations.ts";
import { expressPrep } from "../src/express-prep/express-prep.ts";
import { readFiles } from "../src/files.ts";
import { judge } from "../src/judge.ts";
import { thirdParties } from "../src/third-parties.ts";

describe("the published express-prep", () => {
  it("does exactly what is expected (`pnpm run update` writes new expectations)", async () => {
    const { expectations, results: checkedIn } = readFiles(expressPrep.name);
    const results = await judge(expressPrep);
    expect(surprises(results, expectations)).toEqual([]);
    // Most checks pass.
    expect(results.counts.pass).toBeGreaterThan(results.checks.length / 2);
    const outcomes = (of: typeof checkedIn) => of?.checks.map(({ id, outcome }) => `${outcome} ${id}`);
    expect(outcomes(checkedIn)).toEqual(outcomes(results));
  });
});

describe("the expectations", () => {
  it.each(thirdParties)("of $name are a file that the suite's own command reads", ({ name }) => {
    const { expectations } = readFiles(name);
    const read = readExpectations(JSON.stringify(expectations), name, checkDescriptions);
    expect(read).toEqual(expectations.expectations);
  });
});
