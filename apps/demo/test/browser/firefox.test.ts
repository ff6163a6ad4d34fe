import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationOf } from "../../src/configuration.ts";
import { type RunningDemo, startDemo } from "../../src/server.ts";

/** Where Debian's package has it. */
const program = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => existsSync(path));
const needed = "in Firefox (which is Debian's package firefox-esr; skipped where that is not installed)";

// playwright-core drives a Firefox of its own only; this one speaks WebDriver BiDi.
describe.skipIf(program === undefined)(`the page, ${needed}`, () => {
  let demo: RunningDemo;
  let browser: Browser;
  beforeAll(async () => {
    demo = await startDemo(configurationOf({ PORT: "0" }));
    browser = await puppeteer.launch({ browser: "firefox", executablePath: program ?? "", headless: true });
  });
  afterAll(async () => {
    await browser.close();
    await demo.close({ within: 1 });
  });

  const shows = (page: Page, text: string) =>
    page.waitForFunction((wanted) => document.querySelector("textarea")?.value === wanted, {}, text);
  const decoded = (page: Page, eventId: string | null) =>
    page.waitForFunction(
      (wanted) => [...document.querySelectorAll(".decoded")].at(-1)?.textContent.includes(wanted),
      {},
      String(eventId),
    );

  it("sees edits arrive by either protocol, in each encapsulation", async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    const put = (text: string) => {
      const init = { method: "PUT", headers: { "Content-Type": "application/json" }, body: text };
      return fetch(`${demo.origin}/notes/fire`, init);
    };
    await put("{}");
    await page.goto(`${demo.origin}/#/notes/fire`);
    await page.waitForSelector(".connection .state-open");
    for (const choice of ["prep", "events-query", "application/http", "application/json-seq", "multipart/mixed"]) {
      await page.click(`input[value="${choice}"]`);
      await page.waitForSelector(".connection .state-open");
      const text = JSON.stringify({ choice });
      const { headers } = await put(text);
      await shows(page, text);
      await decoded(page, headers.get("Event-ID"));
    }
    expect(errors).toEqual([]);
    await page.close();
    await expect.poll(() => demo.stats().subscriptions.total).toBe(0);
  });
});
