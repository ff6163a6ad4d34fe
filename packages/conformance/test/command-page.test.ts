import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { htmlMatrix } from "../src/matrix/html-matrix.ts";
import { matrixOf } from "../src/matrix/matrix.ts";
import { hostileResults } from "../src/reports/hostile-results.ts";
import { report } from "../src/reports/reports.ts";

const program = ["/usr/bin/chromium"].find((path) => existsSync(path));

/** The folder of the screenshots, for a person to look at. */
const screenshots = join(tmpdir(), "conformance-screenshots");

describe.skipIf(program === undefined)("the pages, in Chromium", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "conformance-pages-"));
    writeFileSync(join(folder, "report.html"), report("html", hostileResults));
    writeFileSync(
      join(folder, "matrix.html"),
      htmlMatrix(matrixOf([{ name: "One 1.0", results: hostileResults }, { results: hostileResults }])),
    );
    browser = await chromium.launch({ executablePath: program ?? "", args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(
    name: string,
    width: number,
    colorScheme: "light" | "dark",
  ): Promise<{ page: Page; events: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: true });
    const events: string[] = [];
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    page.on("request", (request) => {
      if (request.url() !== address) events.push(request.url());
    });
    page.on("dialog", (dialog) => {
      events.push(dialog.message());
      void dialog.dismiss();
    });
    page.on("pageerror", (error) => events.push(error.message));
    page.on("console", (message) => events.push(message.text()));
    await page.goto(address);
    return { page, events };
  }

  it.each([
    ["report", 1280, "light"],
    ["report", 390, "dark"],
    ["matrix", 1280, "dark"],
    ["matrix", 390, "light"],
  ] as const)("%s: at %i pixels, %s, all can be read, and nothing hostile happens", async (name, width, scheme) => {
    const { page, events } = await open(name, width, scheme);
    await page.screenshot({ path: join(screenshots, `${name}-${width}-${scheme}.png`), fullPage: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(await page.locator("script, img, iframe, link").count()).toBe(0);
    expect(await page.locator("h1").textContent()).toContain("Conformance");
    expect(events).toEqual([]);
    await page.close();
  });

  it("filter by outcome, and hide empty topics, without a script", async () => {
    const { page } = await open("report", 1280, "light");
    const shown = () => page.locator("details.check:visible").count();
    expect(await shown()).toBe(hostileResults.checks.length);
    await page.locator("label.chip.fail").click();
    expect(await shown()).toBe(hostileResults.checks.length - 3);
    for (const outcome of ["warn", "info", "skipped", "blocked", "error"]) {
      await page.locator(`label.chip.${outcome}`).click();
    }
    expect(await shown()).toBe(2);
    expect(await page.locator(".topic:visible").count()).toBe(2);
    await page.close();
  });

  it("show unexpected results open, mark offending bytes, and link to requirements", async () => {
    const { page } = await open("report", 1280, "light");
    const check = page.locator("details.check.is-fail").first();
    expect(await check.getAttribute("open")).not.toBe(null);
    expect(await check.locator("mark:visible").count()).toBeGreaterThan(0);
    expect(await check.locator("mark .c:visible", { hasText: "CR" }).count()).toBeGreaterThan(0);
    await check.locator("a", { hasText: "PREP-RS-9" }).click();
    expect(await page.locator(":target").textContent()).toContain("both multipart bodies are closed");
    await page.close();
  });
});
