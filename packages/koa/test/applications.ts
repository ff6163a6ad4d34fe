import type { Application } from "@resource-events/testing-middleware";
import type Koa from "koa";
import koa2 from "koa2";
import koa3 from "koa3";

/** Koa in any version, with the types of the newest. */
export type KoaVersion = typeof Koa;

/** All supported versions. */
export const versions: readonly (readonly [name: string, Koa: KoaVersion])[] = [
  ["Koa 2", koa2 as unknown as KoaVersion],
  ["Koa 3", koa3 as unknown as KoaVersion],
];

/** Completes the application: it collects the errors that Koa reports. */
export function complete(application: Koa): Application {
  const reported: unknown[] = [];
  application.on("error", (error: unknown) => reported.push(error));
  return { listener: application.callback(), reported };
}

/** Makes an application with this middleware. */
export function applicationOf(Koa: KoaVersion, chain: readonly Koa.Middleware[] = []): Koa {
  const application = new Koa();
  for (const middleware of chain) application.use(middleware);
  return application;
}
