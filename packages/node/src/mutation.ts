import type { Delta, RecordedMutation, ResourceEvents, ResponseFields } from "@resource-events/server";
import { interceptHead } from "./intercept-head.ts";
import { hostOf, isClosed, type NodeRequest, type NodeResponse, responseHeaders } from "./messages.ts";
import type { NodeOptions } from "./options.ts";
import { overhearContent } from "./request-content.ts";

/** Methods whose success is an event. */
export const mutatingMethods: ReadonlySet<string> = new Set(["PUT", "PATCH", "POST", "DELETE"]);

/** What observing a mutation needs to know. */
export interface MutationContext {
  readonly events: ResourceEvents;
  readonly resource: string;
  /** What the mutation brought, once it is all there. */
  readonly delta: () => Delta | undefined;
  readonly container: NodeOptions["container"];
  /** The key of the resource that a target is. */
  readonly resourceOf: (target: string) => string | undefined;
  /** The request's target in origin form, as it came: routers of frameworks shorten that of the request. */
  readonly target: string;
  /** The hosts that absolute URLs of this server may have. */
  readonly hosts: ReadonlySet<string>;
  readonly onError: (error: unknown) => void;
}

/** Sees what a PATCH brings (PREP-MS-7); to be called before anything of it has been read. */
export function overhearDelta(request: NodeRequest, most: number): () => Delta | undefined {
  const { method, headers } = request;
  // A delta that is encoded would be told without its encoding.
  if (method !== "PATCH" || headers["content-encoding"] !== undefined) return () => undefined;
  const heard = overhearContent(request, most);
  return () => {
    const { "content-type": mediaType } = headers;
    const content = heard();
    return content === undefined || mediaType === undefined ? undefined : { mediaType, content };
  };
}

/**
 * Sees how a mutation is answered: its events get their ids when the answer's head is known, which carries the first
 * (NF-7), and are told when the answer was written out, or its connection has closed (PREP-MS-2).
 */
export function observeMutation(request: NodeRequest, response: NodeResponse, context: MutationContext): void {
  const { events, resource, delta, container, onError } = context;
  let answered = isClosed(response);
  let recorded: RecordedMutation | undefined;

  const onRecorded = (mutation: RecordedMutation | undefined): ResponseFields => {
    recorded = mutation;
    if (answered) mutation?.release();
    return mutation?.eventId === undefined ? [] : [["Event-ID", mutation.eventId]];
  };
  const onAnswered = (): void => {
    answered = true;
    recorded?.release();
  };
  // `finish` where the answer was handed to the system; `close` where it never will be.
  response.once("finish", onAnswered);
  response.once("close", onAnswered);

  interceptHead(
    response,
    (status) => {
      const recording = events.record({
        method: request.method ?? "",
        resource,
        status,
        fields: responseHeaders(response),
        contentType: request.headers["content-type"],
        delta: delta(),
        container: container?.(resource),
        resourceAt: (location) => resourceAt(location, request, context),
        described: events.described(response),
      });
      return recording instanceof Promise ? recording.then(onRecorded) : onRecorded(recording);
    },
    onError,
  );
}

/** The key of what `Location` names, where it is on this server. */
function resourceAt(
  location: string,
  request: NodeRequest,
  { hosts, resourceOf, target }: Pick<MutationContext, "hosts" | "resourceOf" | "target">,
): string | undefined {
  const base = `http://${hostOf(request) ?? "localhost"}${target}`;
  if (!URL.canParse(location, base)) return undefined;
  const url = new URL(location, base);
  if (url.host !== new URL(base).host && !hosts.has(url.host)) return undefined;
  return resourceOf(`${url.pathname}${url.search}`);
}
