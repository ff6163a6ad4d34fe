import type { ResponseFields } from "../delivery/sink.ts";
import type { RecordedMutation, ResourceEvents } from "../resource-events.ts";
import { overhearDelta } from "./delta.ts";
import type { FetchOptions } from "./options.ts";
import { watchAnswer } from "./sent-answer.ts";
import { bodyOf, withBody, withFields } from "./with-fields.ts";

/** Methods whose success is an event. */
export const mutatingMethods: ReadonlySet<string> = new Set(["PUT", "PATCH", "POST", "DELETE"]);

/** What observing a mutation needs to know. */
export interface MutationContext {
  readonly events: Pick<ResourceEvents, "record" | "described">;
  readonly resource: string;
  readonly container: FetchOptions["container"];
  readonly deltaBytes: number;
  readonly patience: number;
  readonly resourceOf: (url: URL, request: Request) => string | undefined;
  /** The origin that absolute URLs of this server may have, beside that of the request. */
  readonly origin: string | undefined;
  /** When the answer was sent, where the application knows. */
  readonly sent: PromiseLike<unknown> | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * Has a mutation answered, and its events told: they get their ids when the answer is there, which carries the first
 * (NF-7), and are told when it was sent, as far as can be known (PREP-MS-2).
 */
export async function answerMutation(
  request: Request,
  handle: (request: Request) => Response | Promise<Response>,
  context: MutationContext,
): Promise<Response> {
  const { sent, patience, onError } = context;
  const delta = overhearDelta(request, context.deltaBytes);
  const response = await handle(request);
  // What a runtime takes instead of a response (an upgrade has none), or a network error.
  if (!(response?.status >= 200)) return response;
  let recorded: RecordedMutation | undefined;
  try {
    recorded = await record(request, response, await delta(), context);
    if (recorded === undefined) return response;
    const { release, eventId } = recorded;
    const fields: ResponseFields = eventId === undefined ? [] : [["Event-ID", eventId]];
    const body = bodyOf(response);
    const watched = watchAnswer(body, { gone: request.signal, sent, patience });
    void watched.sent.then(release);
    return watched.body === body ? withFields(response, fields) : withBody(response, fields, watched.body);
  } catch (error) {
    // It was done, and is answered, whatever becomes of the telling.
    recorded?.release();
    onError(error);
    return response;
  }
}

function record(
  request: Request,
  response: Response,
  delta: Awaited<ReturnType<ReturnType<typeof overhearDelta>>>,
  context: MutationContext,
): ReturnType<ResourceEvents["record"]> {
  const { events, resource, container } = context;
  return events.record({
    method: request.method,
    resource,
    status: response.status,
    fields: response.headers,
    contentType: request.headers.get("content-type") ?? undefined,
    delta,
    container: container?.(resource),
    resourceAt: (location) => resourceAt(location, request, context),
    described: events.described(response),
  });
}

/** The key of what `Location` names, where it is on this server. */
function resourceAt(
  location: string,
  request: Request,
  { origin, resourceOf }: Pick<MutationContext, "origin" | "resourceOf">,
): string | undefined {
  if (!URL.canParse(location, request.url)) return undefined;
  const url = new URL(location, request.url);
  return url.origin === new URL(request.url).origin || url.origin === origin ? resourceOf(url, request) : undefined;
}
