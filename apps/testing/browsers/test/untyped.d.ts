/** The function that the tests use of a package without types. */
declare module "@koa/cors" {
  import type { Middleware } from "koa";

  function cors(options?: Readonly<Record<string, unknown>>): Middleware;
  export = cors;
}
