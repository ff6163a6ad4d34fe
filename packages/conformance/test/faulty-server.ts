import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A small server of PREP with given faults. It shares no code with the packages of this project. */
export interface Faults {
  /** Ends streams without the close-delimiters. */
  readonly noCloseDelimiters?: boolean;
  /** Answers GET without notifications. */
  readonly noNotifications?: boolean;
  /** It sends no notifications. */
  readonly silent?: boolean;
  /** Answers DELETE, or PUT, with this status. */
  readonly delete?: number;
  readonly put?: number;
  /** Does not list prep in Accept-Events. */
  readonly undiscoverable?: boolean;
}

/** Starts it; one resource, at `url`. */
export async function startFaultyServer(faults: Faults) {
  let note = "hello";
  const streams = new Set<ServerResponse>();
  const opening = [
    "--A\r\nContent-Type: text/plain\r\n\r\n",
    "\r\n--A\r\nContent-Type: multipart/digest; boundary=B\r\n\r\n--B",
  ] as const;
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    if (faults.undiscoverable !== true) response.setHeader("Accept-Events", '"prep";accept=("message/rfc822")');
    response.setHeader("Vary", "Accept-Events");
    response.setHeader("Content-Type", "text/plain");
    const wanted = request.headers["accept-events"];
    if (request.method !== "GET" || wanted === undefined || faults.noNotifications === true) response.end(note);
    else if (wanted.includes("unheard-of")) response.setHeader("Events", 'protocol="prep", status=406').end(note);
    else {
      response.writeHead(200, {
        "Content-Type": "multipart/mixed; boundary=A",
        Events: 'protocol="prep", status=200, expires=60',
      });
      response.write(opening.join(note));
      streams.add(response.on("close", () => streams.delete(response)));
    }
  };
  const notify = (method: string, etag: number) => {
    if (faults.silent === true) return;
    const message = `Method: ${method}\r\nDate: ${new Date().toUTCString()}\r\nEvent-ID: ${etag}\r\n`;
    for (const stream of streams) stream.write(`\r\n\r\n${message}\r\n--B`);
  };
  let events = 0;
  const server = createServer(async (request, response) => {
    const content: Buffer[] = [];
    for await (const piece of request) content.push(piece);
    const { method = "" } = request;
    if (method === "GET" || method === "HEAD" || method === "OPTIONS") return void serve(request, response);
    const refusal = method === "DELETE" ? faults.delete : method === "PUT" ? faults.put : undefined;
    if (refusal !== undefined) return void response.writeHead(refusal).end();
    response.writeHead(204).end();
    await once(response, "finish");
    note = Buffer.concat(content).toString();
    notify(method, ++events);
    if (method !== "DELETE") return;
    for (const stream of streams) stream.end(faults.noCloseDelimiters === true ? "" : "--\r\n--A--\r\n");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/note`,
    note: () => note,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
