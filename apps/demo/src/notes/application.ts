import { parseMediaType } from "@resource-events/fields";
import type { Asset } from "../assets.ts";
import { type Page, renderPage } from "../page.ts";
import { collectionMethods, NotesCollection } from "./collection.ts";
import { allowAnyOrigin, isPreflight, preflightFields } from "./cross-origin.ts";
import { type Answer, finishResponse, type NotesRequest, type NotesResponse } from "./messages.ts";
import { handleNote, noteMethods } from "./note.ts";
import { acceptPatch } from "./patch.ts";
import { collectionPath, containerOf, type Place, placeOf, resourceOf } from "./paths.ts";
import { answerProblem, NotesProblem } from "./problem.ts";
import { NoteStore } from "./store.ts";

/** How a notes application is set up; everything has a default. */
export interface NotesApplicationOptions {
  /** Makes the page at `/`, at each request; by default it shows the address `http://127.0.0.1:8080`. */
  readonly page?: () => Page;
  /** The files that the page needs, by their paths; by default none. */
  readonly assets?: ReadonlyMap<string, Asset> | undefined;
  /** The most bytes of a request's content: 1,048,576 (1 MiB). */
  readonly bodyLimit?: number;
  /** The most notes: 10,000. */
  readonly noteLimit?: number;
  /** The most bytes of all notes together: 268,435,456 (256 MiB). */
  readonly storageLimit?: number;
  /** What time it is. */
  readonly clock?: () => Date;
  /** Methods on notes and the collection that something around the application handles: `["QUERY"]`. */
  readonly extraMethods?: readonly string[];
}

/** Notes in memory behind HTTP, whatever the server. */
export interface NotesApplication {
  /** The most bytes of a request's content: a server need not read further. */
  readonly bodyLimit: number;
  /** Answers a request. It throws nothing, but for faults in this program. */
  handle(request: NotesRequest): NotesResponse;
  /** The response to a request whose content is longer than `bodyLimit`: 413. */
  refuseContent(method: string): NotesResponse;
  /** The response to a request that met a fault in this program: 500. */
  reportFault(method: string): NotesResponse;
  /**
   * The key of the resource that a path (without query) names: `/notes/` or `/notes/NAME`, the same for every way to
   * write it; undefined for any other path. The resource need not exist.
   */
  resourceOf(path: string): string | undefined;
  /** The key of the container of the resource with that key, undefined where it has none. */
  containerOf(resource: string): string | undefined;
}

/** Makes a notes application of its own, in which `/notes/welcome` is the one note. */
export function createNotesApplication(options: NotesApplicationOptions = {}): NotesApplication {
  const clock = options.clock ?? (() => new Date());
  const bodyLimit = options.bodyLimit ?? 1024 * 1024;
  const page = options.page ?? (() => renderPage({ origin: "http://127.0.0.1:8080" }));
  const limits = { notes: options.noteLimit ?? 10_000, bytes: options.storageLimit ?? 256 * 1024 * 1024 };
  const extraMethods = options.extraMethods ?? ["QUERY"];
  const { assets } = options;

  const store = new NoteStore(limits, clock);
  const collection = new NotesCollection(store, clock);
  const surroundings = { store, clock, bodyLimit };
  const contentType = "text/plain";
  const welcome = new TextEncoder().encode("Hello World!\n");
  store.put("welcome", { contentType, mediaType: parseMediaType(contentType), content: welcome });

  function answer(request: NotesRequest): Answer {
    if (request.body.byteLength > bodyLimit) throw contentTooLarge();
    const asset = assets?.get(request.path);
    if (asset !== undefined) return answerAsset(asset, request);
    const place = placeOf(request.path);
    const allowed = methodsOf(place, extraMethods);
    if (request.method === "OPTIONS") {
      const preflight = isPreflight(request.fields);
      // A preflight request follows no redirect, but what it asks for will.
      if (preflight && place.kind === "redirect") return answerOptions({ kind: "collection" }, extraMethods, true);
      if (allowed.length > 0 || place.kind === "server") return answerOptions(place, extraMethods, preflight);
    }
    switch (place.kind) {
      case "nothing":
      case "server":
        throw new NotesProblem(404, "no-such-resource", "There is nothing here; the notes are under /notes/.");
      case "redirect":
        return { status: 308, fields: { Location: collectionPath } };
      case "page":
        offered(["GET", "HEAD"], request, allowed);
        return answerPage(page());
      case "collection":
        return collection.handle(offered(collectionMethods, request, allowed), request);
      case "note":
        return handleNote(surroundings, offered(noteMethods, request, allowed), place.name, request);
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
    return new NotesProblem(413, "content-too-large", `A note has at most ${bodyLimit} bytes; send less.`);
  }

  return {
    bodyLimit,
    resourceOf,
    containerOf,
    handle: (request) => respond(request.method, () => answer(request)),
    refuseContent: (method) => respond(method, () => answerProblem(contentTooLarge())),
    reportFault: (method) =>
      respond(method, () =>
        answerProblem(new NotesProblem(500, "internal", "The server met a fault; try again later.")),
      ),
  };
}

function methodsOf(place: Place, extraMethods: readonly string[]): readonly string[] {
  switch (place.kind) {
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

/** The method, where it is one of those; a 405 does not list it, be it handled elsewhere as it may. */
function offered<Method extends string>(
  methods: readonly Method[],
  { method }: NotesRequest,
  allowed: readonly string[],
): Method {
  const found = methods.find((offer) => offer === method);
  if (found !== undefined) return found;
  const allow = allowed.filter((other) => other !== method).join(", ");
  const detail = `This method is not offered here; these are: ${allow}.`;
  throw new NotesProblem(405, "method-not-allowed", detail, { Allow: allow });
}

function answerOptions(place: Place, extraMethods: readonly string[], preflight: boolean): Answer {
  const allowed = methodsOf(place, extraMethods);
  return {
    status: 204,
    fields: {
      ...(allowed.length > 0 && { Allow: allowed.join(", ") }),
      ...(place.kind === "note" && { "Accept-Patch": acceptPatch }),
      ...(preflight && preflightFields(allowed)),
    },
  };
}

/** A file of the page: its name changes with its content, so that it may be kept for ever. */
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
