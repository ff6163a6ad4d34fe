import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Child, freePort, until } from "@resource-events/testing-support";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packAll } from "../../../../scripts/release/pack.mjs";

const text = readFileSync(resolve(import.meta.dirname, "../../../../README.md"), "utf8");
const section = text.split("## Five minutes\n")[1]?.split(/^## /m)[0] ?? "";
/** The code in the section, by its language, in order. */
const blocks = (language: string): string[] =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, code = ""]) => code);

const program = "/usr/bin/chromium";
const folder = mkdtempSync(join(tmpdir(), "resource-events-five-minutes-"));
const tarballs = mkdtempSync(join(tmpdir(), "resource-events-packages-"));
let child: Child;
let port: number;

/** The first five minutes of the README, word by word, with what would be published. */
describe("the first five minutes", () => {
  beforeAll(async () => {
    const packed = new Map(packAll(tarballs).map(({ name, tarball }) => [name, `file:${tarball}`]));
    const [install = ""] = blocks("sh");
    const words = install.trim().split(/\s+/);
    expect(words.slice(0, 2)).toEqual(["npm", "install"]);
    // Those that others depend on are not published either.
    const overrides = Object.fromEntries([...packed].filter(([name]) => !words.includes(name)));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, overrides }));
    const given = words.slice(1).map((word) => packed.get(word) ?? word);
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    // A registry that can't be reached must not keep the test.
    execFileSync("npm", [...given, ...quiet], { cwd: folder, timeout: 90_000 });
    const [server = ""] = blocks("js");
    const [page = ""] = blocks("html");
    writeFileSync(join(folder, "server.mjs"), server);
    writeFileSync(join(folder, "index.html"), page);
    port = await freePort();
    child = Child.start(process.execPath, ["server.mjs"], {
      cwd: folder,
      environment: { ...process.env, PORT: String(port) },
    });
    await child.until(/http:/);
  }, 120_000);

  afterAll(async () => {
    await child?.stop("SIGKILL");
    for (const one of [folder, tarballs]) rmSync(one, { recursive: true, force: true });
  });

  /** The commands that the section shows for a second terminal. */
  const command = (): string => (blocks("sh").at(-1) ?? "").replace("localhost:3000", `localhost:${port}`);

  it("tell a client of a change", async () => {
    const response = await fetch(`http://localhost:${port}/note`, { headers: { "Accept-Events": '"prep"' } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let came = "";
    const read = async (wanted: string): Promise<void> => {
      while (!came.includes(wanted)) came += (await reader?.read())?.value ?? expect.fail(came);
    };
    await read("Hello World!");
    execFileSync("sh", ["-c", command()]);
    await read("Method: PUT");
    await reader?.cancel();
  });

  it.skipIf(!existsSync(program))("change what a page shows", async () => {
    const flags = process.getuid?.() === 0 ? ["--no-sandbox", "--disable-gpu"] : ["--disable-gpu"];
    const browser = await chromium.launch({ executablePath: program, args: flags });
    try {
      const page = await browser.newPage();
      const errors: unknown[] = [];
      page.on("pageerror", (error) => errors.push(error));
      await page.goto(`http://localhost:${port}/`);
      const shown = () => page.locator("h1").textContent();
      await until(async () => (await shown())?.startsWith("Hello") === true);
      await fetch(`http://localhost:${port}/note`, {
        method: "PUT",
        headers: { "Content-Type": "text/plain" },
        body: "Good morning!",
      });
      await until(async () => (await shown()) === "Good morning!");
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
