import type { ClientTask, ClientUnderTest } from "../../src/clients/client-under-test.ts";

/** A client that is called, instead of started: many times faster, for tests of the suite itself. */
export function calledClient(
  work: (task: ClientTask, print: (value: unknown) => void, signal: AbortSignal) => Promise<void>,
): ClientUnderTest {
  return {
    async run(task, report, signal) {
      let over = false;
      const print = (value: unknown) => {
        if (!over) report(JSON.parse(JSON.stringify(value)));
      };
      const left = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      try {
        await Promise.race([work(task, print, signal), left]);
        return {};
      } catch (error) {
        return { crash: String(error) };
      } finally {
        over = true;
      }
    },
    close() {},
  };
}
