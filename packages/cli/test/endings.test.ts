import { describe, expect, it } from "vitest";
import { useNotes } from "./notes.ts";
import { shellCommand, start, startOnTerminal, startShell } from "./running.ts";

const notes = useNotes();

/** Waits until a resource has no subscriptions left. */
async function leftBy(path: string): Promise<void> {
  while (notes.stats().subscriptions.byResource.has(path)) await new Promise((resolve) => setImmediate(resolve));
}

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s closes the stream, and ends the command", async (signal) => {
    const path = await notes.make("x");
    const watching = start(["watch", notes.origin + path]);
    await watching.until("representation");
    expect(notes.stats().subscriptions.byResource.has(path)).toBe(true);
    watching.child.kill(signal);
    expect(await watching.ended).toEqual({ code: null, signal });
    expect(watching.stderr()).toMatch(/^Following [^\n]*\n$/);
    await leftBy(path);
  });

  it("is status 130 in a shell, and ends its loop, too", async () => {
    const path = await notes.make("x");
    const loop = startOnTerminal(`--version; while true; do ${shellCommand} next ${notes.origin}${path}; done`);
    await loop.until("\n");
    while (!notes.stats().subscriptions.byResource.has(path)) await new Promise((resolve) => setImmediate(resolve));
    loop.child.stdin?.write("\u0003");
    expect((await loop.ended).code).toBe(130);
    expect(loop.stdout()).toMatch(/^\d+\.\d+\.\d+\r\n\^C(\r\n)?$/);
    await leftBy(path);
  });

  it("ends the command while it waits for a server", async () => {
    const waiting = start(["watch", "http://127.0.0.1:9/", "--attempts", "forever"]);
    await waiting.until("trying again");
    waiting.child.kill("SIGINT");
    expect(await waiting.ended).toEqual({ code: null, signal: "SIGINT" });
  });
});

describe("a closed pipe", () => {
  it.each([["--quiet"], ["--json"], ["--raw"]])("ends the command at once (| head -1, %s)", async (option) => {
    const path = await notes.make("x\ny\nz\n");
    const script = `resource-events watch ${notes.origin}${path} ${option} | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const shell = startShell(script);
    // No event comes.
    expect((await shell.ended).code).toBe(0);
    expect(shell.stdout()).toMatch(/^[^\n]+\n0\n$/);
    expect(shell.stderr()).toBe(option === "--quiet" ? "" : `Following ${notes.origin}${path} by PREP\n`);
    await leftBy(path);
  });

  it("ends it if the pipe is a socket, as other programs may use", async () => {
    const path = await notes.make("x");
    const watching = start(["watch", notes.origin + path, "--quiet"]);
    await watching.until("representation");
    watching.child.stdout?.destroy();
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    expect(watching.stderr()).toBe("");
  });

  it("ends it if a reader leaves in the middle of long output, or reads nothing at all", async () => {
    const path = await notes.make("line\n".repeat(100_000));
    const words = `watch ${notes.origin}${path} --lines 1000000 --quiet`;
    for (const reader of ["head -c 100000 >/dev/null", "true", "sleep 0.2"]) {
      const shell = startShell(`resource-events ${words} | ${reader}; echo "\${PIPESTATUS[0]}"`);
      await shell.ended;
      expect(shell.stdout() + shell.stderr()).toBe("0\n");
    }
    await leftBy(path);
  });

  it("of the standard error does not end it", async () => {
    const path = await notes.make("x");
    const watching = start(["watch", notes.origin + path, "--json"]);
    watching.child.stderr?.destroy();
    await watching.until("representation");
    await notes.put(path, "y");
    await watching.until("notification");
    await notes.send("DELETE", path);
    expect(await watching.ended).toEqual({ code: 0, signal: null });
  });

  it("is distinguished from an output that can't be written", async () => {
    const path = await notes.make("x");
    const shell = startShell(`resource-events watch ${notes.origin}${path} --quiet >/dev/full; echo $?`);
    await shell.ended;
    expect(shell.stdout()).toBe("9\n");
    expect(shell.stderr()).toMatch(/^resource-events: The output can't be written: .*ENOSPC.*\n$/);
  });
});

describe("a terminal", () => {
  it("gets colours, unless they are turned off", async () => {
    const path = await notes.make("x");
    const url = notes.origin + path;
    const coloured = [startOnTerminal(`watch ${url}`), start(["watch", url, "--color"])];
    coloured.push(startOnTerminal(`watch ${url} --color`, { NO_COLOR: "1" }));
    for (const shown of coloured) {
      await shown.until("representation");
      expect(shown.stdout()).toContain("\u001b[36mrepresentation\u001b[0m");
    }
    const plain = [start(["watch", url]), startOnTerminal(`watch ${url} --no-color`)];
    plain.push(startOnTerminal(`watch ${url}`, { NO_COLOR: "1" }), startOnTerminal(`watch ${url}`, { TERM: "dumb" }));
    for (const shown of plain) {
      await shown.until("representation");
      expect(shown.stdout() + shown.stderr()).not.toContain("\u001b");
    }
  });

  it("can end the command by Ctrl-C", async () => {
    const path = await notes.make("x");
    const shown = startOnTerminal(`watch ${notes.origin}${path}`);
    await shown.until("representation");
    shown.child.stdin?.write("\u0003");
    expect((await shown.ended).code).toBe(130);
    expect(shown.stdout()).not.toMatch(/error|at .*:\d+/i);
    await leftBy(path);
  });
});
