import type { Attack } from "../attack.ts";
import { sharedAt } from "./requests.ts";

const odd = [
  "http://x/notes/../notes/shared-0",
  "http://x/zz/../notes/shared-1",
  "HTTP://evil.example/notes/shared-2",
  "//evil.example/notes/shared-0",
  "/notes/shared-0#x",
  "/notes/shared-0\\..",
  "/notes/%73hared-0?x=%00",
  "/notes/shared%2d0",
  "/notes/%2e%2e/notes/shared-0",
  "*",
  "evil.example:443",
  "/notes/%",
  "/notes/%zz",
  `/notes/${"%c3%a9".repeat(300)}`,
  `/notes/${"x".repeat(9_000)}`,
  "http://[::1/notes/",
  "/notes/\xe9\xff",
];

/** Names resources in odd ways, to write to them and to watch them. */
export const oddTargets: Attack = {
  name: "odd targets",
  version: "HTTP/1.1",
  load: { connections: 100, subscriptions: 100 },
  async run(scene) {
    await scene.repeat(60, (index) => {
      const target = odd[index % odd.length] ?? sharedAt(index);
      const host = `Host: ${index % 7 === 0 ? "evil.example" : "soak"}\r\n`;
      const content = '{"n":-1}';
      const requests = [
        `GET ${target} HTTP/1.1\r\n${host}Accept-Events: "prep"\r\n\r\n`,
        `QUERY ${target} HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{"events":{}}`,
        `PATCH ${target} HTTP/1.1\r\n${host}Content-Type: application/merge-patch+json\r\nContent-Length: ${content.length}\r\n\r\n${content}`,
        `POST /notes/ HTTP/1.1\r\n${host}Slug: ${target}\r\nContent-Type: application/json\r\nContent-Length: ${content.length}\r\n\r\n${content}`,
      ];
      const socket = scene.read(scene.open());
      socket.write(Buffer.from(requests[Math.floor(index / odd.length) % requests.length] ?? "", "latin1"));
      setTimeout(() => socket.destroy(), 100);
    });
  },
};
