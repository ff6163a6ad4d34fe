import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveWithEvents } from "@resource-events/testing-middleware";
import { isOpen, sendPrep } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { versions } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "resource-events-"));
  await writeFile(join(directory, "greeting.txt"), "hello");
});
afterAll(() => rm(directory, { recursive: true }));

describe.each(versions)("%s: a handler's response is the representation", (name, express) => {
  const framework = expressFramework(name, express);

  it("for a range of a file (PREP-RS-1)", async () => {
    const { connect } = await serveWithEvents(framework, ({ middleware }) =>
      framework.application(middleware, framework.file(directory, "greeting.txt")),
    );
    const client = connect();
    sendPrep(client, "/note", "Range: bytes=1-3\n");
    const { status, body } = await client.partial(isOpen);
    expect(status).toBe(206);
    expect(body).toContain("Content-Range: bytes 1-3/5\r\n");
    expect(body).toContain("\r\n\r\nell\r\n--");
  });

  it("for express.static", async () => {
    const { connect } = await serveWithEvents(framework, ({ middleware }) =>
      framework.application(middleware, express.static(directory)),
    );
    const client = connect();
    sendPrep(client, "/greeting.txt");
    expect((await client.partial(isOpen)).body).toContain("\r\n\r\nhello\r\n--");
  });
});
