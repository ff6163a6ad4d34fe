import { expect, it } from "vitest";
import { useNotes } from "./notes.ts";
import { run } from "./running.ts";

const notes = useNotes();

// By default Node's fetch cuts what is quiet for 300 seconds; here, for one.
const hurry = `import { Agent, setGlobalDispatcher } from ${JSON.stringify(import.meta.resolve("undici"))};
setGlobalDispatcher(new Agent({ headersTimeout: 1000, bodyTimeout: 1000 }));`;
const hurried = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hurry)}` };

it("next waits for its duration, however quiet that is", async () => {
  const url = notes.origin + (await notes.make("x"));
  expect(await run(["next", url, "--duration", "3"], hurried)).toMatchObject({
    code: 8,
    stderr: "No event within the duration\n",
  });
});
