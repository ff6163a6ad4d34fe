/** The functions that the tests use of packages without types. */
declare module "koa-mount" {
  import type { Middleware } from "koa";

  function mount(prefix: string, middleware: Middleware): Middleware;
  export = mount;
}

declare module "koa-send" {
  import type { Context } from "koa";

  function send(context: Context, path: string, options?: { readonly root?: string }): Promise<string>;
  export = send;
}

declare module "@koa/cors" {
  import type { Middleware } from "koa";

  function cors(options?: { readonly allowMethods?: string[]; readonly exposeHeaders?: string[] }): Middleware;
  export = cors;
}

declare module "koa-etag" {
  import type { Middleware } from "koa";

  function etag(): Middleware;
  export = etag;
}
