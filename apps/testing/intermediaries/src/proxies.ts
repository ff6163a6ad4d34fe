import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@resource-events/testing-support";
import { type Program, startProgram } from "./program.ts";

/** An intermediary, as Debian packages it. */
export interface Intermediary {
  readonly name: string;
  /** The path of the program; `undefined` if it is not installed. */
  readonly program: string | undefined;
  /** The seconds after which it cuts a quiet response by default; `undefined` if it never does. */
  readonly patience: number | undefined;
  /** Starts it in front of a server. `patience` replaces its default. */
  start(upstream: number, patience?: number): Promise<Program>;
}

interface Configured {
  readonly name: string;
  readonly paths: readonly string[];
  readonly patience: number | undefined;
  readonly configuration: (ports: Ports, patience: number | undefined) => string;
  readonly words: (file: string, folder: string) => readonly string[];
}

interface Ports {
  readonly port: number;
  readonly upstream: number;
  readonly folder: string;
}

function proxy({ name, paths, patience, configuration, words }: Configured): Intermediary {
  const program = paths.find((path) => existsSync(path));
  return {
    name,
    program,
    patience,
    async start(upstream, wanted) {
      if (program === undefined) throw new Error(`${name} is not installed`);
      const folder = await mkdtemp(join(tmpdir(), "intermediary-"));
      const port = await freePort();
      const file = join(folder, "configuration");
      await writeFile(file, `${configuration({ port, upstream, folder }, wanted)}\n`);
      // caddy stores files in its user's home.
      const started = await startProgram(program, words(file, folder), port, { HOME: folder, XDG_DATA_HOME: folder });
      return {
        port,
        async end(signal) {
          await started.end(signal);
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

function nginx(name: string, location: string): Intermediary {
  return proxy({
    name,
    paths: ["/usr/sbin/nginx", "/usr/bin/nginx"],
    patience: 60,
    configuration: ({ port, upstream, folder }, patience) => `
      daemon off; error_log stderr; pid ${folder}/pid; worker_processes 1;
      events {}
      http {
        access_log off;
        client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
        uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
        ${patience === undefined ? "" : `proxy_read_timeout ${patience}s;`}
        server {
          listen 127.0.0.1:${port};
          location / { proxy_pass http://127.0.0.1:${upstream}; ${location} }
        }
      }`,
    words: (file, folder) => ["-p", folder, "-c", file],
  });
}

/** The intermediaries under test. */
export const proxies: readonly Intermediary[] = [
  nginx("nginx as shipped", ""),
  nginx("nginx tuned", 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;'),
  proxy({
    name: "caddy",
    paths: ["/usr/bin/caddy"],
    patience: undefined,
    configuration: ({ port, upstream }) =>
      `{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:${port} {\n\treverse_proxy 127.0.0.1:${upstream}\n}`,
    words: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  }),
  proxy({
    name: "haproxy",
    paths: ["/usr/sbin/haproxy"],
    // haproxy has no default, and its own example says 50 or 60 seconds.
    patience: 60,
    configuration: ({ port, upstream }, patience = 60) => `
defaults
  mode http
  option http-no-delay
  timeout connect 5s
  timeout client ${patience}s
  timeout server ${patience}s
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  server demo 127.0.0.1:${upstream}`,
    words: (file) => ["-db", "-f", file],
  }),
];
