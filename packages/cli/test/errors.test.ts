import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { generate } from "selfsigned";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { runCommand } from "../src/command.ts";
import { Output } from "../src/output.ts";
import { palette } from "../src/palette.ts";
import { command } from "./bundle.ts";
import { run } from "./running.ts";

const folder = mkdtempSync(join(tmpdir(), "resource-events-"));
afterAll(() => rmSync(folder, { recursive: true }));
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => void close()));

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(handler: Handler, tls?: { key: string; cert: string }): Promise<string> {
  const server = tls ? createTlsServer(tls, handler) : createServer(handler);
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http${tls ? "s" : ""}://127.0.0.1:${(server.address() as AddressInfo).port}/note`;
}

/** A stream by Events Query that ends at once, with the deletion. */
const deleted: Handler = (_, response) => {
  response.writeHead(200, { "Content-Type": "application/json-seq", Events: "duration=60" });
  response.end('\u001e{"type":"delete","event-id":"1"}\n');
};
const query = ["--encapsulation", "application/json-seq", "--no-representation", "--quiet"];

describe("usage", () => {
  it.each([
    [[], "Give a command"],
    [["http://me:secret@host/"], "Give a command (watch"],
    [["wacht"], 'Unknown command "wacht"'],
    [["watch"], "Give a URL"],
    [["watch", "127.0.0.1:8080/notes/welcome"], "must be absolute"],
    [["watch", "ftp://host/"], "must be absolute"],
    [["watch", "http://a/", "http://b/"], "Give only one URL"],
    [["watch", "http://a/", "--teapot"], "Unknown option '--teapot'"],
    [["discover", "http://a/", "--once"], "Unknown option '--once'"],
    [["watch", "http://a/", "--protocol"], "argument missing"],
    [["watch", "http://a/", "--protocol", "sse"], "--protocol takes one of auto, prep, events-query"],
    [["watch", "http://a/", "--encapsulation", "text/plain"], "--encapsulation takes one of"],
    [["watch", "http://a/", "--protocol", "prep", "--encapsulation", "application/http"], "events-query"],
    [["watch", "http://a/", "--count", "0"], "--count takes a whole number, 1 or more"],
    [["watch", "http://a/", "--count", "1.5"], "--count takes a whole number"],
    [["watch", "http://a/", "--duration=-1"], "--duration takes a number of seconds, 0 or more"],
    [["watch", "http://a/", "--retry-min", "0"], "--retry-min"],
    [["watch", "http://a/", "--retry-min", "9", "--retry-max", "2"], "maximum can't be 2"],
    [["watch", "http://a/", "--json", "--raw"], "can't be combined"],
    [["watch", "http://a/", "--once", "--count", "2"], "can't be combined"],
    [["watch", "http://a/", "--representation", "a/b", "--no-representation"], "can't be combined"],
    [["watch", "http://a/", "--color", "--no-color"], "can't be combined"],
    [["watch", "http://a/", "--delta", 'a"b'], "--delta takes media types"],
    [["watch", "http://a/", "--accept", "nonsense"], "can't be sent"],
    [["watch", "http://a/", "--header", "no-colon"], "--header takes 'NAME: VALUE'"],
    [["watch", "http://a/", "--user", "name"], "--user takes NAME:PASSWORD"],
  ])("%j is refused in one line", async (words, message) => {
    const printed = { output: "", errors: [] as string[] };
    const output = new Output(
      new PassThrough().on("data", (text) => (printed.output += text)),
      () => {},
    );
    const status = await runCommand(words, {
      output,
      palette: palette(false),
      isForPeople: false,
      note: (text) => printed.errors.push(text),
      error: (text) => printed.errors.push(text),
      ended: new AbortController().signal,
    });
    const errors = [expect.stringContaining(message)];
    expect({ status, printed }).toEqual({ status: 2, printed: { output: "", errors } });
    expect(printed.errors[0]).not.toContain("\n");
  });

  it("errors refer to --help", async () => {
    expect(await run(["watch", "http://a/", "--teapot"])).toEqual({
      code: 2,
      signal: null,
      stdout: "",
      stderr: "resource-events: Unknown option '--teapot' (see resource-events --help)\n",
    });
  });

  it.each([["--help"], ["-h"], ["watch", "--help"], ["next", "-h"], ["discover", "--help"]])(
    "%s %s fits on a screen",
    async (...words) => {
      const { code, stdout } = await run(words.filter((word) => word !== undefined));
      expect(code).toBe(0);
      const lines = stdout.trimEnd().split("\n");
      expect(lines.length).toBeLessThanOrEqual(40);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(90);
    },
  );

  it("prints its version, which is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect((await run(["--version"])).stdout).toBe(`${version}\n`);
  });
});

describe("exit status", () => {
  it("3: no response", async () => {
    const url = await serve(deleted);
    closing.pop()?.();
    for (const name of ["watch", "next", "discover"]) {
      const { code, stderr } = await run([name, url]);
      const reason = `connect ECONNREFUSED ${new URL(url).host}`;
      const message = `resource-events: No response: ${reason}. Is the address correct, and the server running?\n`;
      expect({ code, stderr }).toEqual({ code: 3, stderr: message });
    }
    const host = await run(["watch", "http://no-such-host.invalid/"]);
    expect(host.code).toBe(3);
    expect(host.stderr).toMatch(/^resource-events: No response: .*no-such-host.invalid[^\n]*\n$/);
    const silent = await serve(() => {});
    expect(await run(["watch", silent, "--timeout", "0.1"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("sent nothing for 0.1 seconds"),
    });
  });

  it("4: an error status, with the server's explanation", async () => {
    const url = await serve((_, response) => {
      response.writeHead(403, { "Content-Type": "application/problem+json" });
      response.end(JSON.stringify({ title: "Forbidden\u001b[2J\n", detail: "Not you." }));
    });
    for (const name of ["watch", "next", "discover"]) {
      const { code, stdout, stderr } = await run([name, url]);
      expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
      expect(stderr).toMatch(/^resource-events: The response has status 403[^\n]*Give credentials[^\n]*\n$/);
      expect(stderr).not.toContain("\u001b");
    }
  });

  it("5: no notifications", async () => {
    const url = await serve((_, response) => response.end("just a page"));
    const watched = await run(["watch", url]);
    expect(watched).toMatchObject({ code: 5, stdout: "" });
    expect(watched.stderr).toMatch(/^resource-events: The response came without notifications[^\n]*discover URL\n$/);
    expect(await run(["discover", url])).toMatchObject({
      code: 5,
      stdout: `${url}\n  no notifications advertised\n`,
    });
  });

  it("6: cut off, and no attempts are left", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json-seq", Events: "duration=60" });
      response.flushHeaders();
      setImmediate(() => response.destroy());
    });
    const { code, stderr } = await run(["watch", url, ...query, "--attempts", "1"]);
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^resource-events: [^\n]*Run the command again to continue; with --resume-file FILE, it resumes after the last event\n$/,
    );
  });

  it("7: a response that must not be processed", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json-seq", Events: 'protocol="other"' });
      response.end();
    });
    expect(await run(["watch", url, ...query])).toMatchObject({
      code: 7,
      stderr: expect.stringContaining("has no valid Events"),
    });
  });
});

describe("credentials", () => {
  const secret = "s3cret-T0ken";

  it("are sent, from the option, a file, or the URL", async () => {
    const received: unknown[] = [];
    const url = await serve((request, response) => {
      received.push(request.headers.authorization ?? request.headers["x-key"]);
      deleted(request, response);
    });
    const file = join(folder, "fields");
    writeFileSync(file, `X-Key: ${secret}\n\n`);
    await run(["watch", url, ...query, "--header", `Authorization: Bearer ${secret}`]);
    await run(["watch", url, ...query, "-H", `@${file}`]);
    await run(["watch", url, ...query, "--user", `me:${secret}`]);
    expect((await run(["watch", url.replace("//", `//me:${secret}@`), ...query])).code).toBe(0);
    const basic = `Basic ${Buffer.from(`me:${secret}`).toString("base64")}`;
    expect(received).toEqual([`Bearer ${secret}`, secret, basic, basic]);
  });

  it("do not appear in any message", async () => {
    const echoing = await serve((request, response) => {
      response.writeHead(401, { "Content-Type": "application/problem+json" });
      response.end(JSON.stringify({ title: "No", detail: `${request.headers.authorization} is wrong` }));
    });
    const runs = [
      ["watch", "http://127.0.0.1:9/", "--header", `X-Key: ${secret}\nx`],
      ["watch", "http://127.0.0.1:9/", "--header", `${secret}`],
      ["watch", "http://127.0.0.1:9/", "--header", "Authorization:", secret],
      ["watch", `http://me:${secret}@127.0.0.1:9/`, "--header", "Näme: x"],
      ["watch", `http://me:${secret}@127.0.0.1:9/`],
      [`http://me:${secret}@127.0.0.1:9/`],
      ["watch", `ftp://me:${secret}@127.0.0.1:9/`],
      ["watch", echoing, "--header", `Authorization: Bearer ${secret}`],
      ["next", echoing, "--user", `me:${secret}`],
      ["discover", echoing, "--user", `me:${secret}`],
    ];
    for (const words of runs) {
      const { code, stdout, stderr } = await run(words);
      expect(code).toBeGreaterThan(1);
      expect(stderr).toMatch(/^resource-events: [^\n]+\n$/);
      expect(stdout + stderr).not.toContain(secret);
      expect(stderr).not.toContain(Buffer.from(`me:${secret}`).toString("base64"));
    }
  });

  it("errors name the file that can't be read", async () => {
    expect(await run(["watch", "http://a/", "--header", "@/no/such"])).toMatchObject({
      code: 9,
      stderr: "resource-events: --header: the file /no/such can't be read: ENOENT\n",
    });
  });
});

describe("TLS", () => {
  it("is checked by default", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
      extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
    });
    const url = await serve(deleted, { key, cert });
    const file = join(folder, "ca.pem");
    writeFileSync(file, cert);
    const refused = await run(["watch", url, ...query]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(
      /^resource-events: [^\n]*self-signed certificate\. To trust it, use --ca FILE[^\n]*\n$/,
    );
    expect(await run(["watch", url, ...query, "--ca", file])).toMatchObject({ code: 0, stderr: "" });
    expect(await run(["watch", url, ...query, "--insecure"])).toMatchObject({ code: 0, stderr: "" });
    expect(await run(["watch", url, ...query, "--ca", join(folder, "none")])).toMatchObject({ code: 9 });
    writeFileSync(file, "no certificate");
    expect(await run(["watch", url, ...query, "--ca", file])).toMatchObject({ code: 9, stdout: "" });
  });
});

describe("the command", () => {
  it("needs only its own file", async () => {
    const { code } = await new Promise<{ code: unknown }>((resolve) => {
      execFile(process.execPath, [command, "--version"], { cwd: folder, env: {} }, (error) =>
        resolve({ code: error?.code ?? 0 }),
      );
    });
    expect(code).toBe(0);
  });
});
