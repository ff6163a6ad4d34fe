import { isOpen, sendPrep } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework, MiddlewareOptions } from "../framework.ts";
import { type RunningEvents, serveWithEvents } from "../running.ts";

/** Serves an application in which each target has a state, and can be changed. */
function serveAnything<Middleware>(framework: Framework<Middleware>, options: MiddlewareOptions) {
  const handler = framework.handler((exchange) =>
    exchange.request.method === "GET" ? exchange.text("state") : exchange.status(204),
  );
  return serveWithEvents(framework, ({ middleware }) => framework.application(middleware, handler), options);
}

/** Subscribes to a target; the function that this returns resolves with what was told until an event of this id. */
async function follow<Middleware>({ connect }: RunningEvents<Middleware>, target: string, fields = "") {
  const client = connect();
  sendPrep(client, target, fields);
  await client.partial(isOpen);
  return async (id: string): Promise<string> => (await client.partial(id)).body;
}

async function put<Middleware>({ request }: RunningEvents<Middleware>, target: string, fields = ""): Promise<string> {
  return String((await request(`PUT ${target} HTTP/1.1${fields && `\n${fields}`}`, "")).field("Event-ID"));
}

/** Which resource a request means. */
export function identity<Middleware>(framework: Framework<Middleware>): void {
  describe("the identity of a resource", () => {
    it("has the scope that the framework's request says", async () => {
      const asked = new Set<string>();
      const running = await serveAnything(framework, {
        container: () => "/all/",
        scope: (request, resource) => {
          asked.add(resource);
          return resource === "/all/" ? null : request.get("x-user");
        },
      });
      const [alice, all] = [await follow(running, "/me", "X-User: alice\n"), await follow(running, "/all/")];
      const bobs = await put(running, "/me", "X-User: bob");
      const alices = await put(running, "/me", "X-User: alice");
      expect(await alice(alices)).not.toContain(bobs);
      await alice(await running.events.notify({ resource: "/me", scope: "alice" }, { type: "update" }));
      const last = await running.events.notify("/all/", { type: "update" });
      expect((await all(last)).match(/Content-Location: \/me/g)).toHaveLength(2);
      expect(asked).toEqual(new Set(["/me", "/all/"]));
    });

    it("has the host, if hosts are kept apart", async () => {
      const running = await serveAnything(framework, { hosts: ["a.example", "b.example"] });
      const told = await follow(running, "/settings", "Host: a.example\n");
      const other = await put(running, "/settings", "Host: b.example");
      expect(await told(await put(running, "/settings", "Host: a.example"))).not.toContain(other);
      await told(await running.events.notify("https://a.example/settings", { type: "update" }));
      expect(await put(running, "/settings", "Host: c.example")).toBe("undefined");
    });

    it("is the target as text, so that nobody reads one resource and hears of another", async () => {
      const running = await serveAnything(framework, {});
      const told = await follow(running, "http://x/zz/../secret");
      const secret = await put(running, "/secret");
      const own = await put(running, "http://y/zz/../secret");
      expect(await told(own)).not.toContain(secret);
      expect(await put(running, "http://x;y/secret")).toBe("undefined");
    });
  });
}
