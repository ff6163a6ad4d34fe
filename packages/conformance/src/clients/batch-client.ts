import { type ClientProcess, exitOf, parsed, startClient } from "./client-process.ts";
import type { ClientExit, ClientUnderTest } from "./client-under-test.ts";

interface Worker {
  readonly process: ClientProcess;
  onLine: (line: string) => void;
}

/**
 * A client that runs many tasks in one process. It reads its tasks as JSON, one a line, and prints what it receives.
 * The line with `end` is the last one of a task. Tasks that run at once have a process each.
 */
export function batchClient(command: readonly string[]): ClientUnderTest {
  const idle: Worker[] = [];
  const all = new Set<ClientProcess>();

  const start = (): Worker => {
    const worker: Worker = {
      process: startClient(command, {}, (line) => worker.onLine(line)),
      onLine: () => {},
    };
    all.add(worker.process);
    const leave = () => {
      all.delete(worker.process);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    };
    worker.process.gone.then(leave, leave);
    return worker;
  };

  return {
    async run(task, report, signal) {
      const worker = idle.pop() ?? start();
      const { process } = worker;
      const ended = new Promise<ClientExit>((resolve) => {
        worker.onLine = (line) => {
          const value = parsed(line);
          report(value);
          if (typeof value !== "object" || value === null || !("end" in value)) return;
          worker.onLine = () => {};
          idle.push(worker);
          resolve({});
        };
      });
      signal.addEventListener("abort", process.kill);
      try {
        process.input.write(`${JSON.stringify(task)}\n`);
        return await Promise.race([ended, process.gone.then((end) => exitOf(end, signal))]);
      } finally {
        signal.removeEventListener("abort", process.kill);
      }
    },
    close() {
      for (const process of all) process.kill();
    },
  };
}
