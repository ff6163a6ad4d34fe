import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { addressesOf, withAbsoluteLinks } from "../../../../scripts/release/address.mjs";
import { packAll } from "../../../../scripts/release/pack.mjs";

const address = "https://example.org/owner/name";

it("the links of a README are absolute when it is packed, those in code not", () => {
  const text = [
    "See [the guide](../../docs/fetch.md#hono), ![a picture](../../docs/images/a.svg), [us](src/index.ts),",
    "[there](https://example.com/), [here](#here).",
    "```md",
    "[code](x.md)",
    "```",
    "",
  ].join("\n");
  expect(withAbsoluteLinks(text, address, "packages/node")).toBe(
    [
      `See [the guide](${address}/blob/main/docs/fetch.md#hono), ![a picture](${address}/raw/main/docs/images/a.svg), [us](${address}/blob/main/packages/node/src/index.ts),`,
      "[there](https://example.com/), [here](#here).",
      "```md",
      "[code](x.md)",
      "```",
      "",
    ].join("\n"),
  );
});

it("nothing is invented while there is no repository", () => {
  expect(addressesOf("", "packages/node")).toEqual({});
  expect(withAbsoluteLinks("[x](y.md)", "", "packages/node")).toBe("[x](y.md)");
});

it("every package has keywords, and its addresses once there is a repository", () => {
  const folder = mkdtempSync(join(tmpdir(), "resource-events-packages-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const read = (tarball: string, file: string): string =>
    execFileSync("tar", ["-xzOf", tarball, `package/${file}`], { encoding: "utf8" });
  for (const { name, tarball } of packAll(folder, address)) {
    const directory = name.replace("@resource-events", "packages");
    expect(JSON.parse(read(tarball, "package.json"))).toMatchObject({
      name,
      keywords: expect.arrayContaining(["prep", "events-query", "http"]),
      repository: { type: "git", url: `git+${address}.git`, directory },
      homepage: `${address}/tree/main/${directory}#readme`,
      bugs: `${address}/issues`,
    });
    const readme = read(tarball, "README.md");
    expect(readme).toMatch(/npm install|npx/);
    // Relative links lead nowhere on a registry's page.
    expect(readme.split(/^```.*?^```$/gms).join("")).not.toMatch(/\]\((?!https:|#|mailto:)/);
  }
});
