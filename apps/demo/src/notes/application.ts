import { parseMediaType } from "@resource-events/fields";
import type { Asset } from "../assets.ts";
import { type Page, renderPage } from "../page.ts";
import { collectionMethods, NotesCollection } from "./collection.ts";
import { allowAnyOrigin, isPreflight, preflightFields } from "./cross-origin.ts";
import { type Answer, finishResponse, type NotesRequest, type NotesResponse } from "./messages.ts";
import { handleNote, noteMethods } from "./note.ts";
import { acceptPatch } from "./patch.ts";
import { collectionPath, containerOf, type Route, resourceOf, routeOf } from "./paths.ts";
import { answerProblem, NotesProblem } from "./problem.ts";
import { NoteStore } from "./store.ts";

/** Options for {@link createNotesApplication}. All have a default. */
export interface NotesApplicationOptions {
  /** Renders the page at `/` for each request. Default: a page with the address `http://127.0.0.1:8080`. */
  readonly page?: () => Page;
  /** The files of the page by path. Default: none. */
  readonly assets?: ReadonlyMap<string, Asset> | undefined;
  /** The most bytes of content in a request. Default 1,048,576 (1 MiB). */
  readonly bodyLimit?: number;
  /** The most notes. Default 10,000. */
  readonly noteLimit?: number;
  /** The most bytes of all notes together. Default 268,435,456 (256 MiB). */
  readonly storageLimit?: number;
  /** Returns the current time. Default: the system clock. */
  readonly clock?: () => Date;
  /** Methods on notes and the collection that code around the application handles. Default `["QUERY"]`. */
  readonly extraMethods?: readonly string[];
}

/** Notes in memory with an HTTP interface, independent of any server. */
export interface NotesApplication {
  /** The most bytes of content in a request. Servers need not read more. */
  readonly bodyLimit: number;
  /** Handles a request. Throws only because of bugs in this program. */
  handle(request: NotesRequest): NotesResponse;
  /** Returns the response to a request whose content is longer than `bodyLimit`: 413. */
  refuseContent(method: string): NotesResponse;
  /** Returns the response to a request that failed because of a bug: 500. */
  reportFault(method: string): NotesResponse;
  /**
   * Returns the key of the resource at a path (without query): `/notes/` or `/notes/NAME`. All spellings of a path have
   * the same key. Other paths have none. The resource need not exist.
   */
  resourceOf(path: string): string | undefined;
  /** Returns the key of the container of a resource, or undefined if it has none. */
  containerOf(resource: string): string | undefined;
}

/** Creates a notes application with one note, `/notes/welcome`. */
export function createNotesApplication(options: NotesApplicationOptions = {}): NotesApplication {
  const clock = options.clock ?? (() => new Date());
  const bodyLimit = options.bodyLimit ?? 1024 * 1024;
  const page = options.page ?? (() => renderPage({ origin: "http://127.0.0.1:8080" }));
  const limits = { notes: options.noteLimit ?? 10_000, bytes: options.storageLimit ?? 256 * 1024 * 1024 };
  const extraMethods = options.extraMethods ?? ["QUERY"];
  const { assets } = options;

  const store = new NoteStore(limits, clock);
  const collection = new NotesCollection(store, clock);
  const context = { store, clock, bodyLimit };
  const contentType = "text/plain";
  const welcome = new TextEncoder().encode("Hello World!\n");
  store.put("welcome", { contentType, mediaType: parseMediaType(contentType), content: welcome });

  function answer(request: NotesRequest): Answer {
    if (request.body.byteLength > bodyLimit) throw contentTooLarge();
    const asset = assets?.get(request.path);
    if (asset !== undefined) return answerAsset(asset, request);
    const route = routeOf(request.path);
    const allowed = methodsOf(route, extraMethods);
    if (request.method === "OPTIONS") {
      const preflight = isPreflight(request.fields);
      // Browsers follow redirects of the actual request but not of its preflight, so answer for the target.
      if (preflight && route.kind === "redirect") return answerOptions({ kind: "collection" }, extraMethods, true);
      if (allowed.length > 0 || route.kind === "server") return answerOptions(route, extraMethods, preflight);
    }
    switch (route.kind) {
      case "nothing":
      case "server":
        throw new NotesProblem(404, "no-such-resource", "There is nothing here. The notes are under /notes/.");
      case "redirect":
        return { status: 308, fields: { Location: collectionPath } };
      case "page":
        offered(["GET", "HEAD"], request, allowed);
        return answerPage(page());
      case "collection":
        return collection.handle(offered(collectionMethods, request, allowed), request);
      case "note":
        return handleNote(context, offered(noteMethods, request, allowed), route.name, request);
    }
  }

  function respond(method: string, make: () => Answer): NotesResponse {
    let response: NotesResponse;
    try {
      response = finishResponse(method, make());
    } catch (reason) {
      if (!(reason instanceof NotesProblem)) throw reason;
      response = finishResponse(method, answerProblem(reason));
    }
    allowAnyOrigin(response.fields);
    response.fields.set("X-Content-Type-Options", "nosniff");
    return response;
  }

  function contentTooLarge(): NotesProblem {
    return new NotesProblem(413, "content-too-large", `A note can have at most ${bodyLimit} bytes.`);
  }

  return {
    bodyLimit,
    resourceOf,
    containerOf,
    handle: (request) => respond(request.method, () => answer(request)),
    refuseContent: (method) => respond(method, () => answerProblem(contentTooLarge())),
    reportFault: (method) =>
      respond(method, () =>
        answerProblem(new NotesProblem(500, "internal", "The server has an internal error. Try again later.")),
      ),
  };
}

function methodsOf(route: Route, extraMethods: readonly string[]): readonly string[] {
  switch (route.kind) {
    case "note":
      return [...noteMethods, "OPTIONS", ...extraMethods];
    case "collection":
      return [...collectionMethods, "OPTIONS", ...extraMethods];
    case "page":
      return ["GET", "HEAD", "OPTIONS"];
    default:
      return [];
  }
}

/**
 * Checks that a method is offered. If not, throws a 405 whose `Allow` does not list the method, even if code around the
 * application handles it.
 */
function offered<Method extends string>(
  methods: readonly Method[],
  { method }: NotesRequest,
  allowed: readonly string[],
): Method {
  const found = methods.find((offer) => offer === method);
  if (found !== undefined) return found;
  const allow = allowed.filter((other) => other !== method).join(", ");
  const detail = `This resource does not support the method. It supports: ${allow}.`;
  throw new NotesProblem(405, "method-not-allowed", detail, { Allow: allow });
}

function answerOptions(route: Route, extraMethods: readonly string[], preflight: boolean): Answer {
  const allowed = methodsOf(route, extraMethods);
  return {
    status: 204,
    fields: {
      ...(allowed.length > 0 && { Allow: allowed.join(", ") }),
      ...(route.kind === "note" && { "Accept-Patch": acceptPatch }),
      ...(preflight && preflightFields(allowed)),
    },
  };
}

/** Answers with a file of the page. Its name changes with its content, so caches may keep it forever. */
function answerAsset({ contentType, content }: Asset, request: NotesRequest): Answer {
  const allowed = ["GET", "HEAD", "OPTIONS"];
  if (request.method === "OPTIONS") return { status: 204, fields: { Allow: allowed.join(", ") } };
  offered(["GET", "HEAD"], request, allowed);
  return {
    status: 200,
    fields: { "Content-Type": contentType, "Cache-Control": "public, max-age=31536000, immutable" },
    body: content,
  };
}

function answerPage({ html, contentSecurityPolicy }: Page): Answer {
  return {
    status: 200,
    fields: {
      "Content-Type": "text/html;charset=utf-8",
      "Content-Security-Policy": contentSecurityPolicy,
      "Cache-Control": "no-cache",
    },
    body: new TextEncoder().encode(html),
  };
}
