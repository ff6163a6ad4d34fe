import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationOf } from "../../src/configuration.ts";
import { type RunningDemo, startDemo } from "../../src/server.ts";
import { chromiumNeeded, chromiumProgram, type NoteWindow, openWindow, useChromium } from "./chromium.ts";

const require = createRequire(import.meta.url);

describe.skipIf(chromiumProgram === undefined)(`the page, ${chromiumNeeded}`, () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await startDemo(configurationOf({ PORT: "0" }));
  });
  afterAll(() => demo.close({ within: 1 }));
  const browser = useChromium(() => demo.origin);

  async function put(name: string, text: string, type = "text/plain"): Promise<string> {
    const headers = { "Content-Type": type };
    const response = await fetch(`${demo.origin}/notes/${name}`, { method: "PUT", headers, body: text });
    return response.headers.get("Event-ID") ?? "";
  }

  /** Two windows of one user on one note. */
  async function openTwo(name: string): Promise<readonly [NoteWindow, NoteWindow]> {
    const context = await browser.newContext();
    const windows = [
      await openWindow(context, demo.origin, name),
      await openWindow(context, demo.origin, name),
    ] as const;
    for (const window of windows) await window.live();
    return windows;
  }

  it("shows in one window what is written in another", async () => {
    const [writer, reader] = await openTwo("welcome");
    await writer.draft.fill("Written in one window");
    await writer.page.keyboard.press("Control+s");
    await reader.shows("Written in one window");
    await reader.timeline.getByText("Changed").waitFor();
    await reader.lastDecoded.getByText("PUT").waitFor();
    // Its bytes stand beside it.
    await reader.wire
      .locator(".block", { has: reader.page.locator(".decoded") })
      .getByText("Method:")
      .waitFor();
    await expect.poll(() => writer.button(/^Save/).isDisabled()).toBe(true);
  });

  it("never overwrites what is being written", async () => {
    await put("both", "one");
    const [mine, theirs] = await openTwo("both");
    await mine.draft.fill("mine");
    await theirs.draft.fill("theirs");
    await theirs.button(/^Save/).click();
    await mine.notice("Changed by others").waitFor();
    await mine.shows("mine");
    await mine.button("Keep mine").click();
    await mine.button(/^Save/).click();
    await theirs.shows("mine");
  });

  it("makes JSON notes, patches and deletes them, and follows them when they come back", async () => {
    const [writer, reader] = await openTwo("welcome");
    await writer.page.getByLabel("Name").fill("shopping list");
    await writer.page.getByLabel("Media type", { exact: true }).selectOption("JSON");
    await writer.button(/^Create/).click();
    await reader.list.getByRole("link", { name: /^shopping list/ }).click();
    await reader.page.getByLabel("Form of notifications").selectOption({ label: "message/rfc822, with deltas" });
    await Promise.all([writer.live(), reader.live()]);
    await expect.poll(() => writer.draft.inputValue()).toContain('"bread": 1');
    await writer.draft.fill('{ "bread": 1, "milk": 2');
    await writer.page.getByText("This is not valid JSON yet").waitFor();
    await writer.draft.fill('{ "bread": 1, "milk": 2 }');
    await writer.button(/^Save the difference/).click();
    await reader.shows('{"bread":1,"milk":2}');
    await reader.lastDecoded.getByText('{"milk":2}').waitFor();
    await writer.button("Delete").click();
    for (const window of [writer, reader]) {
      await window.notice("Deleted").getByText("This note was deleted").waitFor();
      await window.lastDecoded.getByText("delete", { exact: true }).waitFor();
      expect(await window.list.getByRole("link", { name: /^shopping list/ }).count()).toBe(0);
    }
    await reader.button(/^Create it again/).click();
    for (const window of [writer, reader]) {
      await window.live();
      await window.notice("Deleted").waitFor({ state: "detached" });
    }
    await writer.button("Delete").click();
  });

  it.each([
    ["PREP", "multipart/mixed", 5],
    ["Events Query", "multipart/mixed", 6],
    ["Events Query", "application/http", 6],
    ["Events Query", "application/json-seq", 3],
  ] as const)("stays live by %s in %s, in each of %i forms", async (protocol, encapsulation, count) => {
    await put("ways", "{}", "application/json");
    const window = await openWindow(await browser.newContext(), demo.origin, "ways");
    await window.live();
    await window.choose(protocol);
    if (protocol !== "PREP") await window.choose(encapsulation);
    const forms = window.page.getByLabel("Form of notifications");
    const names = await forms.locator("option").allTextContents();
    expect(names.length).toBe(count);
    for (const form of names) {
      await forms.selectOption({ label: form });
      await window.live();
      const text = JSON.stringify({ protocol, encapsulation, form });
      const eventId = await put("ways", text, "application/json");
      await window.shows(text);
      await window.isAt(eventId);
    }
  });

  it("leaves nothing behind when its windows are closed", async () => {
    await expect.poll(() => demo.stats().subscriptions.total).toBe(0);
    const [first, second] = await openTwo("welcome");
    await expect.poll(() => demo.stats().subscriptions.total).toBe(4);
    await first.close();
    await expect.poll(() => demo.stats().subscriptions.total).toBe(2);
    await second.close();
    await expect.poll(() => demo.stats().subscriptions.total).toBe(0);
  });

  it("closes its streams while its tab is hidden, and goes on without loss", async () => {
    await put("hidden", "one");
    const window = await openWindow(await browser.newContext(), demo.origin, "hidden");
    await window.live();
    // Chromium without a screen hides no tab: it is told that it does.
    const look = (state: "hidden" | "visible") =>
      window.page.evaluate((visibilityState) => {
        Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await look("hidden");
    await window.connection.getByText("paused").waitFor();
    await expect.poll(() => demo.stats().subscriptions.total).toBe(0);
    const missed = [await put("hidden", "two"), await put("hidden", "three")];
    await look("visible");
    await window.shows("three");
    for (const eventId of missed) await window.timeline.getByText(eventId).waitFor();
    expect(await window.notice("History lost").count()).toBe(0);
    await window.close();
  });

  it("can still write where more windows are open than a browser has connections for", async () => {
    const context = await browser.newContext();
    const windows: NoteWindow[] = [];
    for (let count = 0; count < 4; count += 1) windows.push(await openWindow(context, demo.origin, "welcome"));
    const last = windows.at(-1);
    await last?.connection.getByText("waiting its turn").waitFor();
    await windows[0]?.live();
    await windows[0]?.draft.fill("There is room");
    await windows[0]?.button(/^Save/).click();
    await windows[1]?.shows("There is room");
    await windows[0]?.close();
    await windows[1]?.close();
    await last?.live();
    await last?.shows("There is room");
  });

  it("says that history was lost when the server was restarted, and shows what that has", async () => {
    const [first, second] = await openTwo("welcome");
    await first.draft.fill("Soon forgotten");
    await first.button(/^Save/).click();
    await second.shows("Soon forgotten");
    browser.expectFailures();
    const { port } = new URL(demo.origin);
    await demo.close({ within: 2 });
    await first.connection.getByText("trying again").waitFor();
    demo = await startDemo(configurationOf({ PORT: port }));
    for (const window of [first, second]) {
      await window.notice("History lost").waitFor();
      await window.timeline.getByText("History lost").waitFor();
      await window.live();
      await window.shows("Hello World!\n");
    }
    await first.button("Understood").click();
    await first.notice("History lost").waitFor({ state: "detached" });
    await put("welcome", "Live again");
    for (const window of [first, second]) await window.shows("Live again");
  });

  it("says that there is no such note, and follows it as soon as there is", async () => {
    browser.expectFailures();
    const window = await openWindow(await browser.newContext(), demo.origin, "to-come");
    await window.notice("Not found").waitFor();
    await window.page.getByText("live", { exact: true }).waitFor();
    await put("to-come", "Here I am");
    await window.live();
    await window.shows("Here I am");
  });

  it("shows commands to those who have no script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(demo.origin);
    await page.getByRole("heading", { name: "Notes that push their own changes" }).waitFor();
    await page.getByText(`curl -N ${demo.origin}/notes/welcome`).waitFor();
  });

  it("is used by keyboard alone", async () => {
    await put("keys", "one");
    const window = await openWindow(await browser.newContext(), demo.origin, "keys");
    await window.live();
    const { keyboard } = window.page;
    const focused = () =>
      window.page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === document.body) return undefined;
        const { outlineStyle } = getComputedStyle(element?.closest(".choice label") ?? element ?? document.body);
        const name = element?.id || element?.getAttribute("value") || element?.textContent || element?.outerHTML;
        return { name, outlineStyle };
      });
    const reached: (string | undefined)[] = [];
    for (let count = 0; count < 30; count += 1) {
      await keyboard.press("Tab");
      const element = await focused();
      // The end of the page.
      if (element === undefined) break;
      const { name, outlineStyle } = element;
      reached.push(name);
      expect(`${name}: ${outlineStyle}`).toBe(`${name}: solid`);
      if (name === "draft") {
        await keyboard.press("Control+a");
        await keyboard.type("two");
      }
      if (name === "prep") await keyboard.press("ArrowRight");
    }
    expect(reached).toEqual(expect.arrayContaining(["draft", "Save PUT", "Delete", "prep", "multipart/mixed"]));
    await window.connection.getByText("A QUERY whose content").waitFor();
    await window.draft.focus();
    await keyboard.press("Control+s");
    await expect.poll(async () => (await fetch(`${demo.origin}/notes/keys`)).text()).toBe("two");
  });

  it.each([
    ["desktop", 1280, 900],
    ["phone", 390, 844],
  ] as const)("is a page to show around, on a %s", async (device, width, height) => {
    const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
    for (const colorScheme of ["light", "dark"] as const) {
      await put("welcome", "Hello World!\n");
      const list = await put("list", '{\n  "bread": 1\n}\n', "application/json");
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
      const window = await openWindow(context, demo.origin, "list");
      await window.live();
      await window.connection.getByText(list).waitFor();
      await window.page.getByLabel("Form of notifications").selectOption({ label: "message/rfc822, with deltas" });
      await window.live();
      await window.draft.fill('{\n  "bread": 1,\n  "milk": 2\n}\n');
      await window.button(/^Save the difference/).click();
      await window.lastDecoded.getByText('{"milk":2}').waitFor();
      const path = (name: string) =>
        new URL(`screenshots/${name}-${device}-${colorScheme}.png`, import.meta.url).pathname;
      await window.page.screenshot({ path: path("note"), fullPage: true });
      expect(await violations(window, axe)).toEqual([]);
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);

      await window.choose("Events Query");
      await window.choose("application/json-seq");
      await window.live();
      await window.button("Delete").click();
      await window.notice("Deleted").waitFor();
      await window.page.getByText("The same in a terminal").click();
      await window.page.screenshot({ path: path("deleted"), fullPage: true });
      expect(await violations(window, axe)).toEqual([]);
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await window.close();
    }
  });

  /** What axe finds wrong for people who can't see, or not well, or use no mouse. */
  async function violations(window: NoteWindow, axe: string): Promise<unknown> {
    await window.page.evaluate(axe);
    return window.page.evaluate(async () => {
      const { axe: run } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
      const { violations: found } = await run.run();
      return found.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
      }));
    });
  }
});

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}
