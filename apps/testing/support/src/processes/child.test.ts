import { expect, it } from "vitest";
import { Child } from "./child.ts";

const node = (script: string, ipc = false) => Child.start(process.execPath, ["--eval", script], { ipc });

it("shows its output as it comes, and how it ended", async () => {
  const child = node("console.log('out'); console.error('err'); process.exitCode = 3");
  await child.until("out");
  await child.until(/er+/);
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect([child.stdout, child.stderr]).toEqual(["out\n", "err\n"]);
  expect(child.end).toEqual({ code: 3, signal: null });
});

it("is ended by a signal, and stays ended", async () => {
  const child = node("console.log('ready'); setInterval(() => {}, 1000)");
  await child.until(({ stdout }) => stdout === "ready\n");
  expect(child.end).toBeUndefined();
  await child.stop("SIGKILL");
  expect(child.end).toEqual({ code: null, signal: "SIGKILL" });
  await child.stop();
});

it("exchanges messages", async () => {
  const child = node("process.on('message', (text) => process.send(text.toUpperCase())); process.send(1)", true);
  expect(await child.message()).toBe(1);
  child.send("here");
  expect(await child.message()).toBe("HERE");
  await child.stop();
});

it("fails with its output what waits for more than it brings, and what can't be started", async () => {
  const child = node("console.error('no idea')");
  await expect(child.until("a plan")).rejects.toThrow(/^It ended before a plan: .*\nno idea\n$/);
  await expect(child.message()).rejects.toThrow("It ended before a message");
  const missing = Child.start("/no/such/program", []);
  await expect(missing.until("anything")).rejects.toThrow("ENOENT");
});
