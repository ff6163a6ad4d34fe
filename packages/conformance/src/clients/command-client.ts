import { type ClientProcess, exitOf, namesOf, parsed, startClient } from "./client-process.ts";
import type { ClientUnderTest } from "./client-under-test.ts";

/**
 * A client that is started for each scenario. In the arguments of its command, `{url}`, `{protocol}`, `{mode}`,
 * `{encapsulation}`, `{representation}` and `{last-event-id}` are replaced. Without `{url}` the URL becomes the last
 * argument. The environment has the same values, as `CONFORMANCE_URL` and so on.
 */
export function commandClient(command: readonly string[]): ClientUnderTest {
  const running = new Set<ClientProcess>();
  return {
    async run(task, report, signal) {
      const names = namesOf(task);
      const template = command.some((word) => word.includes("{url}")) ? command : [...command, "{url}"];
      const words = template.map((word) => word.replace(/\{([a-z-]+)\}/g, (all, name: string) => names[name] ?? all));
      const environment = Object.fromEntries(
        Object.entries(names).map(([name, value]) => [`CONFORMANCE_${name.replaceAll("-", "_").toUpperCase()}`, value]),
      );
      const client = startClient(words, environment, (line) => report(parsed(line)));
      client.input.end();
      running.add(client);
      signal.addEventListener("abort", client.kill);
      try {
        return exitOf(await client.gone, signal);
      } finally {
        signal.removeEventListener("abort", client.kill);
        running.delete(client);
      }
    },
    close() {
      for (const client of running) client.kill();
    },
  };
}
