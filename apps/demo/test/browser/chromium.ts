import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

/** Where Debian's package has it; `undefined` where it is not installed. */
export const chromiumProgram = ["/usr/bin/chromium"].find((path) => existsSync(path));

/** What a skipped test says. */
export const chromiumNeeded = "in Chromium (which is Debian's package chromium; skipped where that is not installed)";

const flags = [
  // Chromium has no sandbox for root, whom tests in containers run as.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a window did that it should not. */
interface Misdeeds {
  readonly errors: string[];
  readonly requests: string[];
}

/**
 * A Chromium of its own for the tests of one file. Each test has a browser context, whose windows share connections as
 * those of one user do; after it, no window may have logged an error, or have sent a request elsewhere.
 */
export function useChromium(origin: () => string) {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  let misdeeds: Misdeeds = { errors: [], requests: [] };
  /** While the server is away, or a note is missing, the browser itself logs what it could not load. */
  let expectsFailures = false;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumProgram ?? "", args: flags });
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    const told = misdeeds;
    misdeeds = { errors: [], requests: [] };
    expectsFailures = false;
    expect(told).toEqual({ errors: [], requests: [] });
  });
  afterAll(() => browser.close());

  function watch(page: Page): void {
    page.on("pageerror", (error) => misdeeds.errors.push(String(error)));
    page.on("console", (message) => {
      const failure = expectsFailures && message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !failure) misdeeds.errors.push(message.text());
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin()}/`) && !url.startsWith("data:")) misdeeds.requests.push(url);
    });
  }

  return {
    async newContext(options: Parameters<Browser["newContext"]>[0] = {}): Promise<BrowserContext> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.on("page", watch);
      contexts.push(context);
      return context;
    },
    /** From here on, the browser may say that it could not load something. */
    expectFailures(): void {
      expectsFailures = true;
    },
  };
}

/** A window of the page with a note open. */
export async function openWindow(context: BrowserContext, origin: string, name: string): Promise<NoteWindow> {
  const page = await context.newPage();
  await page.goto(`${origin}/#/notes/${name}`);
  return new NoteWindow(page);
}

/** What people find in a window of the page, by the names that are read to them. */
export class NoteWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get draft() {
    return this.page.getByLabel("Content of the note");
  }

  get connection() {
    return this.page.getByRole("region", { name: "Connection" });
  }

  get wire() {
    return this.page.getByRole("region", { name: "The wire" });
  }

  get timeline() {
    return this.page.getByRole("region", { name: "What happened" });
  }

  get list() {
    return this.page.getByRole("navigation", { name: "Notes" });
  }

  /** What the wire decoded to, the latest. */
  get lastDecoded() {
    return this.wire.locator(".decoded").last();
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name });
  }

  /** A notice, by what it is about. */
  notice(name: string) {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Waits until the note is followed. */
  async live(): Promise<void> {
    await this.page.waitForFunction(
      () => document.querySelector(".connection .state-open") && document.querySelector("textarea")?.disabled === false,
    );
  }

  /** Waits until the wire's latest notification, and the connection, are at an event. */
  async isAt(eventId: string): Promise<void> {
    await this.page.waitForFunction(
      (id) =>
        [...document.querySelectorAll(".decoded")].at(-1)?.textContent.includes(id) &&
        document.querySelector(".connection .facts")?.textContent.includes(id),
      eventId,
    );
  }

  /** Waits until the editor shows a text. */
  async shows(text: string): Promise<void> {
    await this.page.waitForFunction((wanted) => document.querySelector("textarea")?.value === wanted, text);
  }

  /** Chooses a protocol or an encapsulation. */
  async choose(name: string): Promise<void> {
    await this.page.getByRole("radio", { name, exact: true }).check();
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
