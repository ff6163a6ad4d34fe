import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { behaviourSuite } from "../src/behaviour-suite.ts";
import { resultsTable, withoutVersions } from "../src/results-table.ts";
import { startBun } from "../src/servers/bun.ts";
import { startDeno } from "../src/servers/deno.ts";
import { startExpress4, startExpress5 } from "../src/servers/express.ts";
import { startHono, startHonoHttp2 } from "../src/servers/hono.ts";
import { startKoa2, startKoa2Http2, startKoa3, startKoa3Http2 } from "../src/servers/koa.ts";
import { startMiniflare } from "../src/servers/miniflare.ts";
import { startNode, startNodeHttp2, startNodeHttp2Secure } from "../src/servers/node.ts";
import { startWorkerd } from "../src/servers/workerd.ts";
import { versionOf } from "../src/version-of.ts";

const versions = (...names: string[]) => Object.fromEntries(names.map((name) => [name, versionOf(name)]));
const node = { Node: process.versions.node };
/** A framework on Node. Its package has an alias here, since there are two versions of it. */
const onNode = (framework: string, alias: string) => ({ ...node, [framework]: versionOf(alias) });
const hono = { ...node, ...versions("hono", "@hono/node-server") };
const headWithContent = "Bun sends the head of a response with the first byte of its content";
const noHead = "Koa 2 itself leaves HEAD unanswered on node:http2";
const headFirst = ["head-at-once", "single", "draft-context", "draft-single"];
const compresses =
  "miniflare compresses multipart/mixed for clients that accept gzip, such as `fetch`, and holds it back";
const cleanEnd = "workerd ends a response whose body has failed as if it were complete";

const results = [
  behaviourSuite("node:http", startNode, { parts: node }),
  behaviourSuite("node:http2", startNodeHttp2, { parts: node, version: "HTTP/2" }),
  behaviourSuite("node:http2", startNodeHttp2Secure, { parts: node, version: "HTTP/2", secure: true }),
  behaviourSuite("Express 4", startExpress4, { parts: onNode("express", "express4") }),
  behaviourSuite("Express 5", startExpress5, { parts: onNode("express", "express5") }),
  behaviourSuite("Koa 2", startKoa2, { parts: onNode("koa", "koa2") }),
  behaviourSuite("Koa 2", startKoa2Http2, {
    parts: onNode("koa", "koa2"),
    version: "HTTP/2",
    skips: { "discovery-head": noHead },
  }),
  behaviourSuite("Koa 3", startKoa3, { parts: onNode("koa", "koa3") }),
  behaviourSuite("Koa 3", startKoa3Http2, { parts: onNode("koa", "koa3"), version: "HTTP/2" }),
  behaviourSuite("Hono", startHono, { parts: hono }),
  behaviourSuite("Hono", startHonoHttp2, { parts: hono, version: "HTTP/2" }),
  behaviourSuite("Bun", startBun, {
    parts: versions("bun"),
    skips: Object.fromEntries(headFirst.map((id) => [id, headWithContent])),
  }),
  behaviourSuite("Deno", startDeno, { parts: versions("deno") }),
  behaviourSuite("Deno", startDeno, { parts: versions("deno"), version: "HTTP/2" }),
  behaviourSuite("workerd", startWorkerd, { parts: versions("workerd"), skips: { "cut-off-in-http": cleanEnd } }),
  behaviourSuite("miniflare", startMiniflare, {
    parts: versions("miniflare", "workerd"),
    skips: { "cut-off-in-http": cleanEnd, "prep-client": compresses },
  }),
];

describe("docs/runtimes.md", () => {
  const file = resolve(import.meta.dirname, "../../../../docs/runtimes.md");

  it("is what ran", () => {
    const document = resultsTable(results);
    // `scripts/test.mjs` prints it.
    writeFileSync(resolve(import.meta.dirname, "../results-table.md"), document.slice(document.indexOf("| Server")));
    if (process.env["UPDATE"] === "1") writeFileSync(file, document);
    expect(withoutVersions(readFileSync(file, "utf8"))).toBe(withoutVersions(document));
  });
});
